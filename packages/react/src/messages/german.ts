/*
 * German. NOT REVIEWED BY A NATIVE SPEAKER.
 * Speaks to members as "du", as parenting forums do; a site that says "Sie" replaces the texts that address the member.
 */
import { failedIn } from './failure-words.js';
import { type PluralForms, rulesOf } from './language-rules.js';
import type { TranslatedMessages } from './messages.js';

const rules = rulesOf('de', 'ltr');
const { name: named } = rules;

const pictures: PluralForms = { one: '# Bild', other: '# Bilder' };

/** The German catalogue: not reviewed by a native speaker. */
export const germanMessages: TranslatedMessages = {
  language: 'de',
  direction: 'ltr',
  review: 'not reviewed by a native speaker',
  label: 'Bilder',
  trigger: 'Bilder hinzufügen',
  triggerOne: 'Bild auswählen',
  triggerMore: 'Weitere hinzufügen',
  triggerReplace: 'Anderes Bild auswählen',
  takePhoto: 'Foto aufnehmen',
  hint: 'oder hierher ziehen oder einfügen',
  dropHere: 'Loslassen zum Hinzufügen',
  dropOnPage: 'Irgendwo auf dieser Seite loslassen, um hinzuzufügen',
  notice:
    'Bilder werden auf deinem Gerät angesehen, bevor sie gesendet werden, und danach noch einmal von dieser Seite. Sonst werden sie nirgendwohin gesendet.',
  noticeMore:
    'Zuerst sieht dein Gerät das Bild an. Was es anhält, wird nicht gesendet. Alles andere geht an diese Seite, bevor du deinen Beitrag abschickst, damit auch sie es ansehen kann. Ein Mensch sieht nur im Zweifel nach. Die gesendete Datei wird innerhalb von 24 Stunden gelöscht; wenn ein Mensch nachsehen muss, nach der Entscheidung; und wenn sie nicht gezeigt werden kann, nach 30 Tagen. Bilder in deinem Beitrag bleiben so lange wie der Beitrag. Wann und von wo sie gesendet wurden, wird 30 Tage versiegelt aufbewahrt. Du kannst auch diese Seite statt deines Geräts nachsehen lassen. Das hat keine Nachteile für dich.',
  serverLook: 'Diese Seite nachsehen lassen',
  deviceLook: 'Zuerst mein Gerät nachsehen lassen',
  list: 'Bilder',
  bytes: (bytes) => rules.bytes(bytes, 'KB', 'MB'),
  queued: 'Wartet',
  loading: 'Wird auf deinem Gerät eingerichtet (nur beim ersten Mal)',
  preparing: 'Wird vorbereitet',
  screening: 'Wird auf deinem Gerät angesehen',
  ready: 'Wartet auf das Senden',
  uploading: (percent) => `Wird gesendet, ${rules.percent(percent)}`,
  timeLeft: (seconds) =>
    rules.time(
      seconds,
      { one: 'Noch etwa # Sekunde', other: 'Noch etwa # Sekunden' },
      { one: 'Noch etwa # Minute', other: 'Noch etwa # Minuten' },
    ),
  sent: 'Gesendet. Die Antwort steht noch aus',
  offline: 'Keine Verbindung. Es geht von selbst weiter, sobald du wieder online bist.',
  paused: 'Angehalten. Es wird nichts Neues gesendet, bis du fortfährst.',
  allowed: 'Bereit für deinen Beitrag',
  held: 'Ein Mensch sieht es an, bevor andere es sehen können.',
  refused: 'Dieses Bild kann hier nicht gezeigt werden.',
  cancelled: 'Abgebrochen. Es kommt nicht in deinen Beitrag.',
  blocked:
    'Dieses Bild kann nicht gezeigt werden. Es wurde nicht gesendet. Wenn dir das falsch vorkommt, kann ein Mensch es ansehen.',
  blockedNoticed: 'Diese Seite erfährt, dass auf diesem Gerät ein Bild angehalten wurde, und nichts von dem Bild.',
  choosing:
    'Es wurde noch nichts gesendet. Wenn du dieses Bild sendest, sieht es sich vielleicht ein Mensch an, bevor andere es sehen können.',
  choosingWho:
    'Nur die Moderation dieser Seite kann es sehen, bis sie entschieden hat. Sagt sie Nein, wird es 30 Tage später gelöscht. Bis dahin kannst du es zurücknehmen.',
  firstFrameOnly: 'Nicht jedes Bild dieser Animation wird gezeigt.',
  failed: failedIn({
    empty: 'Diese Datei ist leer.',
    unknown: 'Diese Datei ist kein Bild, das wir kennen.',
    notAccepted:
      'Diese Art von Bild geht hier nicht. Speichere es als JPEG, PNG, WebP oder GIF und füge es noch einmal hinzu.',
    damaged: 'Diese Datei ist beschädigt und lässt sich nicht öffnen.',
    tooManyBytes: 'Diese Datei ist zu groß.',
    tooManyPixels: 'Dieses Bild ist zu groß.',
    sideTooLong: 'Dieses Bild ist zu lang oder zu breit.',
    unreadable: 'Diese Datei ist so aufgebaut, dass wir sie nicht lesen können. Es kann helfen, sie neu zu speichern.',
    tooMuchBesides: 'Diese Datei enthält neben dem Bild zu viel anderes. Es kann helfen, sie neu zu speichern.',
    moved: 'Diese Datei lässt sich nicht mehr lesen. Vielleicht wurde sie verschoben.',
    connection: 'Das Bild konnte nicht gesendet werden: Die Verbindung ist abgebrochen.',
    signedOut: 'Du bist nicht mehr angemeldet. Melde dich wieder an und versuche es noch einmal.',
    tooFast: 'Zu viele Bilder in kurzer Zeit. Versuche es ein wenig später noch einmal. Dein Text ist nicht betroffen.',
    holdsWaiting:
      'Es warten schon Bilder von dir darauf, dass ein Mensch sie ansieht. Danach kannst du weitere hinzufügen. Dein Text ist nicht betroffen.',
    useOff: 'Das ist für neuere Konten noch nicht offen. Füge stattdessen das Bild selbst zu deinem Beitrag hinzu.',
    unavailable: 'Die Seite kann gerade keine Bilder annehmen. Versuche es ein wenig später noch einmal.',
    other: 'Etwas ist schiefgegangen. Das Bild wurde nicht gezeigt.',
  }),
  tooLarge: (limitBytes) => `Diese Datei ist zu groß. Hier passen bis zu ${rules.bytes(limitBytes, 'KB', 'MB')}.`,
  notAccepted: 'Diese Art von Datei kann hier nicht hinzugefügt werden.',
  pause: 'Anhalten',
  resume: 'Fortfahren',
  clear: 'Alle entfernen',
  cancel: (name) => `${named(name)} abbrechen`,
  remove: (name) => `${named(name)} entfernen`,
  moveUp: (name) => `${named(name)} nach oben`,
  moveDown: (name) => `${named(name)} nach unten`,
  altLabel: (name) => `${named(name)} beschreiben`,
  altHint: 'Was es zeigt (optional)',
  retry: 'Noch einmal versuchen',
  chooseOther: 'Anderes Bild auswählen',
  chooseSend: 'Senden, damit ein Mensch es ansieht',
  edit: 'Zuschneiden oder einen Teil abdecken',
  postWithout: 'Ohne das Bild weitermachen',
  askPerson: 'Einen Menschen nachsehen lassen',
  appealNote: 'Möchtest du etwas dazu sagen? (freiwillig)',
  appealSend: 'Senden, damit ein Mensch es ansieht',
  appealBack: 'Jetzt nicht',
  tooMany: (most, names) =>
    `Höchstens ${rules.count(most, pictures)} möglich. Nicht hinzugefügt: ${rules.names(names, { one: '# weiteres', other: '# weitere' })}.`,
  added: (items) => `${rules.nameOrCount(items, pictures)} hinzugefügt.`,
  removed: (items) => `${rules.nameOrCount(items, pictures)} entfernt.`,
  changed: (name, status) => `${named(name)}: ${status}`,
  allReady: (count) => `${rules.count(count, pictures)} bereit für deinen Beitrag.`,
  quarter: (name, percent) => `${named(name)}: ${rules.percent(percent)} geschafft.`,
  quarters: (count, percent) => `${rules.count(count, pictures)}: ${rules.percent(percent)} geschafft.`,
  moved: (name, place, count) => `${named(name)} ist jetzt ${rules.number(place)} von ${rules.number(count)}.`,
  restored: (count) =>
    rules.count(count, { one: '# Bild von vorhin ist noch da.', other: '# Bilder von vorhin sind noch da.' }),
  pending: 'Deine Bilder sind noch nicht fertig. Warte einen Moment oder entferne sie.',
  required: 'Füge zuerst ein Bild hinzu.',
  fixFirst: 'Eines deiner Bilder braucht zuerst deine Entscheidung.',
  leftOut: (count) =>
    rules.count(count, {
      one: '# Bild kommt nicht in deinen Beitrag. Drücke noch einmal, um ihn ohne das Bild zu senden.',
      other: '# Bilder kommen nicht in deinen Beitrag. Drücke noch einmal, um ihn ohne diese Bilder zu senden.',
    }),
  help: {
    intro: 'Hilfe und Rat',
    link: {
      under18: 'Unter 18? Hier kannst du mit jemandem reden',
      victims: 'Wenn ein Bild von dir weitergegeben wird',
      hotline: 'Melden, was du im Netz gesehen hast',
    },
  },
  editor: {
    title: (name) => `${named(name)} ändern`,
    intro: 'Wähle einen Teil: Zieh über das Bild oder nimm die Regler. Das alles bleibt auf deinem Gerät.',
    opening: 'Das Bild wird geöffnet',
    picture: (widthPx, heightPx, coveredParts) =>
      `Das Bild, ${rules.number(widthPx)} mal ${rules.number(heightPx)} Pixel${
        coveredParts === 0
          ? ''
          : `, ${rules.count(coveredParts, { one: '# Teil abgedeckt', other: '# Teile abgedeckt' })}`
      }`,
    chosen: ({ left, top, width, height }) =>
      `Gewählt: ${rules.percent(width)} der Breite und ${rules.percent(height)} der Höhe, Beginn ${rules.percent(left)} von links und ${rules.percent(top)} von oben.`,
    left: 'Von links',
    top: 'Von oben',
    width: 'Breite',
    height: 'Höhe',
    percent: rules.percent,
    cover: 'Diesen Teil abdecken',
    keep: 'Nur diesen Teil behalten',
    undo: 'Rückgängig',
    done: 'Dieses Bild nehmen',
    cancel: 'Abbrechen',
    covered: 'Dieser Teil ist abgedeckt.',
    kept: (widthPx, heightPx) =>
      `Nur dieser Teil bleibt: ${rules.number(widthPx)} mal ${rules.number(heightPx)} Pixel.`,
    undone: 'Rückgängig gemacht.',
    saving: 'Das neue Bild wird vorbereitet',
    stillOnly: 'Das ist eine Animation. Nur ihr erstes Bild bleibt erhalten.',
    unchanged: 'Noch ist nichts geändert. Wähle einen Teil und decke ihn ab oder behalte nur ihn.',
    openFailed:
      'Dieses Bild lässt sich hier nicht öffnen. Du kannst es in einer anderen App zuschneiden und noch einmal hinzufügen.',
    altered:
      'Dieser Browser lässt Seiten keine Bilder ändern. Du kannst es in einer anderen App zuschneiden und noch einmal hinzufügen.',
    saveFailed:
      'Das neue Bild konnte nicht erstellt werden. Dein Bild ist, wie es war. Versuche es noch einmal oder geh zurück.',
  },
};
