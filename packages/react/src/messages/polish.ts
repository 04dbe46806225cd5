/*
 * Polish. NOT REVIEWED BY A NATIVE SPEAKER.
 * Speaks to members in the second person singular without past tenses, which would name their gender; what happened is
 * said impersonally ("dodano").
 */
import { failedIn } from './failure-words.js';
import { type PluralForms, rulesOf } from './language-rules.js';
import type { TranslatedMessages } from './messages.js';

const rules = rulesOf('pl', 'ltr');
const { name: named } = rules;

const pictures: PluralForms = { one: '# zdjęcie', few: '# zdjęcia', many: '# zdjęć', other: '# zdjęcia' };

/** The Polish catalogue: not reviewed by a native speaker. */
export const polishMessages: TranslatedMessages = {
  language: 'pl',
  direction: 'ltr',
  review: 'not reviewed by a native speaker',
  label: 'Zdjęcia',
  trigger: 'Dodaj zdjęcia',
  triggerOne: 'Wybierz zdjęcie',
  triggerMore: 'Dodaj więcej',
  triggerReplace: 'Wybierz inne zdjęcie',
  takePhoto: 'Zrób zdjęcie',
  hint: 'albo upuść lub wklej je tutaj',
  dropHere: 'Upuść, aby dodać',
  dropOnPage: 'Upuść w dowolnym miejscu strony, aby dodać',
  notice:
    'Zdjęcia są oglądane na Twoim urządzeniu, zanim zostaną wysłane, a potem jeszcze raz przez ten serwis. Nie są wysyłane nigdzie indziej.',
  noticeMore:
    'Najpierw patrzy Twoje urządzenie. To, co zatrzyma, nie jest wysyłane. Reszta trafia do tego serwisu przed opublikowaniem wpisu, aby i on mógł spojrzeć. Człowiek patrzy tylko w razie wątpliwości. Wysłany plik jest usuwany w ciągu 24 godzin; jeśli musi spojrzeć człowiek, po jego decyzji; a jeśli nie może zostać opublikowany, po 30 dniach. Zdjęcia we wpisie zostają tak długo jak wpis. Czas i miejsce wysłania są przechowywane w zamkniętej postaci przez 30 dni. Zamiast urządzenia może też spojrzeć ten serwis. Nie ma to dla Ciebie żadnych złych skutków.',
  serverLook: 'Niech zamiast tego spojrzy ten serwis',
  deviceLook: 'Niech najpierw spojrzy moje urządzenie',
  list: 'Zdjęcia',
  bytes: (bytes) => rules.bytes(bytes, 'kB', 'MB'),
  queued: 'Czeka',
  loading: 'Przygotowanie urządzenia (tylko za pierwszym razem)',
  preparing: 'Przygotowanie',
  screening: 'Twoje urządzenie ogląda zdjęcie',
  ready: 'Czeka na wysłanie',
  uploading: (percent) => `Wysyłanie, ${rules.percent(percent)}`,
  timeLeft: (seconds) =>
    rules.time(
      seconds,
      {
        one: 'Pozostała mniej więcej # sekunda',
        few: 'Pozostały mniej więcej # sekundy',
        many: 'Pozostało mniej więcej # sekund',
        other: 'Pozostało mniej więcej # sekundy',
      },
      {
        one: 'Pozostała mniej więcej # minuta',
        few: 'Pozostały mniej więcej # minuty',
        many: 'Pozostało mniej więcej # minut',
        other: 'Pozostało mniej więcej # minuty',
      },
    ),
  sent: 'Wysłano. Czeka na odpowiedź',
  offline: 'Brak połączenia. Wysyłanie ruszy samo, gdy połączenie wróci.',
  paused: 'Wstrzymano. Nic nowego nie zostanie wysłane, dopóki nie wznowisz.',
  allowed: 'Gotowe do publikacji',
  held: 'Człowiek na nie spojrzy, zanim zobaczą je inni.',
  refused: 'Tego zdjęcia nie można tu opublikować.',
  cancelled: 'Zatrzymano. Nie będzie częścią wpisu.',
  blocked:
    'Tego zdjęcia nie można opublikować. Nie zostało wysłane. Jeśli to wygląda na pomyłkę, może na nie spojrzeć człowiek.',
  blockedNoticed: 'Ten serwis dowie się, że na tym urządzeniu zatrzymano zdjęcie, i niczego o samym zdjęciu.',
  choosing: 'Nic jeszcze nie wysłano. Jeśli wyślesz to zdjęcie, może na nie spojrzeć człowiek, zanim zobaczą je inni.',
  choosingWho:
    'Do czasu decyzji mogą je widzieć tylko moderatorzy tego serwisu. Jeśli powiedzą „nie”, zostanie usunięte 30 dni później. Wcześniej możesz je wycofać.',
  firstFrameOnly: 'Nie każda klatka tej animacji zostanie pokazana.',
  failed: failedIn({
    empty: 'Ten plik jest pusty.',
    unknown: 'Ten plik nie jest znanym nam rodzajem zdjęcia.',
    notAccepted: 'Tego rodzaju zdjęcia nie można tu użyć. Zapisz je jako JPEG, PNG, WebP lub GIF i dodaj jeszcze raz.',
    damaged: 'Ten plik jest uszkodzony i nie można go otworzyć.',
    tooManyBytes: 'Ten plik jest za duży.',
    tooManyPixels: 'To zdjęcie jest za duże.',
    sideTooLong: 'To zdjęcie jest za długie lub za szerokie.',
    unreadable: 'Ten plik jest zbudowany w sposób, którego nie umiemy odczytać. Może pomóc ponowne zapisanie.',
    tooMuchBesides: 'Ten plik zawiera oprócz zdjęcia zbyt wiele innych rzeczy. Może pomóc ponowne zapisanie.',
    moved: 'Tego pliku nie można już odczytać. Być może został przeniesiony.',
    connection: 'Nie udało się wysłać: połączenie zostało przerwane.',
    signedOut: 'Sesja wygasła. Zaloguj się i spróbuj ponownie.',
    tooFast: 'Zbyt wiele zdjęć w krótkim czasie. Spróbuj ponownie za chwilę. Twojemu tekstowi nic się nie stało.',
    holdsWaiting:
      'Twoje zdjęcia już czekają, aż spojrzy na nie człowiek. Potem możesz dodać kolejne. Twojemu tekstowi nic się nie stało.',
    useOff: 'To nie jest jeszcze otwarte dla nowszych kont. Dodaj do wpisu samo zdjęcie.',
    unavailable: 'Serwis nie może teraz przyjmować zdjęć. Spróbuj ponownie za chwilę.',
    other: 'Coś poszło nie tak. Zdjęcie nie zostało opublikowane.',
  }),
  tooLarge: (limitBytes) => `Ten plik jest za duży. Limit wynosi tu ${rules.bytes(limitBytes, 'kB', 'MB')}.`,
  notAccepted: 'Pliku tego rodzaju nie można tu dodać.',
  pause: 'Wstrzymaj',
  resume: 'Wznów',
  clear: 'Usuń wszystkie',
  cancel: (name) => `Zatrzymaj ${named(name)}`,
  remove: (name) => `Usuń ${named(name)}`,
  moveUp: (name) => `Przesuń ${named(name)} w górę`,
  moveDown: (name) => `Przesuń ${named(name)} w dół`,
  altLabel: (name) => `Opisz ${named(name)}`,
  altHint: 'Co widać (opcjonalnie)',
  retry: 'Spróbuj ponownie',
  chooseOther: 'Wybierz inne zdjęcie',
  chooseSend: 'Wyślij, aby spojrzał człowiek',
  edit: 'Przytnij lub zakryj część',
  postWithout: 'Opublikuj bez niego',
  askPerson: 'Poproś, aby spojrzał człowiek',
  appealNote: 'Czy jest coś, o czym warto wiedzieć? (nieobowiązkowe)',
  appealSend: 'Wyślij, aby spojrzał człowiek',
  appealBack: 'Nie teraz',
  tooMany: (most, names) =>
    `Limit: ${rules.count(most, pictures)}. Nie dodano: ${rules.names(names, {
      one: '# kolejny plik',
      few: '# kolejne pliki',
      many: '# kolejnych plików',
      other: '# kolejnego pliku',
    })}.`,
  added: (items) => `Dodano: ${rules.nameOrCount(items, pictures)}.`,
  removed: (items) => `Usunięto: ${rules.nameOrCount(items, pictures)}.`,
  changed: (name, status) => `${named(name)}: ${status}`,
  allReady: (count) => `Gotowe do publikacji: ${rules.count(count, pictures)}.`,
  quarter: (name, percent) => `${named(name)}: gotowe ${rules.percent(percent)}.`,
  quarters: (count, percent) => `${rules.count(count, pictures)}: gotowe ${rules.percent(percent)}.`,
  moved: (name, place, count) => `${named(name)}: teraz miejsce ${rules.number(place)} z ${rules.number(count)}.`,
  restored: (count) => `Nadal na liście: ${rules.count(count, pictures)}.`,
  pending: 'Twoje zdjęcia nie są jeszcze gotowe. Poczekaj chwilę albo je usuń.',
  required: 'Najpierw dodaj zdjęcie.',
  fixFirst: 'Jedno z Twoich zdjęć czeka najpierw na Twoją decyzję.',
  leftOut: (count) =>
    rules.count(count, {
      one: '# zdjęcie nie będzie częścią wpisu. Naciśnij jeszcze raz, aby opublikować bez niego.',
      few: '# zdjęcia nie będą częścią wpisu. Naciśnij jeszcze raz, aby opublikować bez nich.',
      many: '# zdjęć nie będzie częścią wpisu. Naciśnij jeszcze raz, aby opublikować bez nich.',
      other: '# zdjęcia nie będzie częścią wpisu. Naciśnij jeszcze raz, aby opublikować bez nich.',
    }),
  help: {
    intro: 'Pomoc i porady',
    link: {
      under18: 'Masz mniej niż 18 lat? Porozmawiaj z kimś',
      victims: 'Jeśli ktoś rozsyła Twoje zdjęcie',
      hotline: 'Zgłoś coś, co widać w internecie',
    },
  },
  editor: {
    title: (name) => `Zmień ${named(name)}`,
    intro: 'Wybierz część: przeciągnij po zdjęciu albo użyj suwaków. Wszystko to zostaje na Twoim urządzeniu.',
    opening: 'Otwieranie zdjęcia',
    picture: (widthPx, heightPx, coveredParts) =>
      `Zdjęcie, ${rules.number(widthPx)} na ${rules.number(heightPx)} pikseli${
        coveredParts === 0
          ? ''
          : `, ${rules.count(coveredParts, {
              one: 'zakryta # część',
              few: 'zakryte # części',
              many: 'zakrytych # części',
              other: 'zakryte # części',
            })}`
      }`,
    chosen: ({ left, top, width, height }) =>
      `Wybrano: ${rules.percent(width)} szerokości i ${rules.percent(height)} wysokości, początek ${rules.percent(left)} od lewej i ${rules.percent(top)} od góry.`,
    left: 'Od lewej',
    top: 'Od góry',
    width: 'Szerokość',
    height: 'Wysokość',
    percent: rules.percent,
    cover: 'Zakryj tę część',
    keep: 'Zostaw tylko tę część',
    undo: 'Cofnij',
    done: 'Użyj tego zdjęcia',
    cancel: 'Anuluj',
    covered: 'Ta część jest zakryta.',
    kept: (widthPx, heightPx) =>
      `Została tylko ta część: ${rules.number(widthPx)} na ${rules.number(heightPx)} pikseli.`,
    undone: 'Cofnięto.',
    saving: 'Przygotowanie nowego zdjęcia',
    stillOnly: 'To animacja. Zostanie tylko jej pierwsza klatka.',
    unchanged: 'Nic jeszcze nie zmieniono. Wybierz część, a potem ją zakryj albo zostaw tylko ją.',
    openFailed: 'Tego zdjęcia nie można tu otworzyć. Możesz je przyciąć w innej aplikacji i dodać jeszcze raz.',
    altered:
      'Ta przeglądarka nie pozwala stronom zmieniać zdjęć. Możesz je przyciąć w innej aplikacji i dodać jeszcze raz.',
    saveFailed: 'Nie udało się utworzyć nowego zdjęcia. Twoje jest takie, jak było. Spróbuj ponownie albo wróć.',
  },
};
