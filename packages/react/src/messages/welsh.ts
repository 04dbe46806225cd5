/*
 * Welsh. NOT REVIEWED BY A NATIVE SPEAKER.
 * Speaks to members as "chi". A noun after a number is singular and may mutate ("dau lun"), so each plural category has its
 * own form; an engine that lacks Welsh (Chromium ships fewer languages than there are) uses `one` and `other`.
 */
import { failedIn } from './failure-words.js';
import { type PluralForms, rulesOf } from './language-rules.js';
import type { TranslatedMessages } from './messages.js';

const rules = rulesOf('cy', 'ltr');
const { name: named } = rules;

const pictures: PluralForms = {
  zero: 'dim lluniau',
  one: '# llun',
  two: '# lun',
  few: '# llun',
  many: '# llun',
  other: '# llun',
};

/** The Welsh catalogue: not reviewed by a native speaker. */
export const welshMessages: TranslatedMessages = {
  language: 'cy',
  direction: 'ltr',
  review: 'not reviewed by a native speaker',
  label: 'Lluniau',
  trigger: 'Ychwanegu lluniau',
  triggerOne: 'Dewis llun',
  triggerMore: 'Ychwanegu rhagor',
  triggerReplace: 'Dewis llun arall',
  takePhoto: 'Tynnu llun',
  hint: 'neu eu gollwng neu eu gludo yma',
  dropHere: 'Gollwng i ychwanegu',
  dropOnPage: 'Gollwng unrhyw le ar y dudalen hon i ychwanegu',
  notice:
    'Mae’r lluniau’n cael eu gweld ar eich dyfais cyn cael eu hanfon, ac eto gan y wefan hon. Nid ydynt yn cael eu hanfon i unman arall.',
  noticeMore:
    'Eich dyfais sy’n edrych gyntaf. Nid yw’r hyn y mae’n ei atal yn cael ei anfon. Mae’r gweddill yn mynd i’r wefan hon cyn i chi bostio, er mwyn iddi hithau edrych hefyd. Dim ond pan fydd amheuaeth y bydd person yn edrych. Mae’r ffeil a anfonwyd yn cael ei dileu o fewn 24 awr; os oes rhaid i berson edrych, ar ôl y penderfyniad; ac os na ellir ei phostio, ar ôl 30 diwrnod. Mae’r lluniau yn eich neges yn aros cyhyd â’r neges. Mae pryd ac o ble yr anfonwyd nhw yn cael ei gadw dan sêl am 30 diwrnod. Gallwch hefyd adael i’r wefan hon edrych yn lle eich dyfais. Nid yw’n gwneud dim gwahaniaeth i chi.',
  serverLook: 'Gadael i’r wefan hon edrych yn lle hynny',
  deviceLook: 'Gadael i’m dyfais edrych gyntaf',
  list: 'Lluniau',
  bytes: (bytes) => rules.bytes(bytes, 'KB', 'MB'),
  queued: 'Yn aros',
  loading: 'Yn paratoi eich dyfais (y tro cyntaf yn unig)',
  preparing: 'Yn ei baratoi',
  screening: 'Yn edrych arno ar eich dyfais',
  ready: 'Yn aros i gael ei anfon',
  uploading: (percent) => `Yn anfon, ${rules.percent(percent)}`,
  timeLeft: (seconds) =>
    rules.time(seconds, { other: 'Tua # eiliad ar ôl' }, { two: 'Tua # funud ar ôl', other: 'Tua # munud ar ôl' }),
  sent: 'Wedi’i anfon. Yn aros am yr ateb',
  offline: 'Dim cysylltiad. Bydd yn mynd ymlaen ohono’i hun pan fyddwch yn ôl ar-lein.',
  paused: 'Wedi’i oedi. Ni fydd dim byd newydd yn cael ei anfon nes i chi barhau.',
  allowed: 'Yn barod i’w bostio',
  held: 'Bydd person yn edrych arno cyn i eraill allu ei weld.',
  refused: 'Ni ellir postio’r llun hwn yma.',
  cancelled: 'Wedi’i stopio. Ni fydd yn rhan o’ch neges.',
  blocked:
    'Ni ellir postio’r llun hwn. Ni chafodd ei anfon. Os yw hynny’n ymddangos yn anghywir, gall person edrych arno.',
  blockedNoticed: 'Mae’r wefan hon yn cael gwybod bod llun wedi’i atal ar y ddyfais hon, a dim byd am y llun.',
  choosing:
    'Nid oes dim wedi’i anfon eto. Os anfonwch y llun hwn, efallai y bydd person yn edrych arno cyn i eraill allu ei weld.',
  choosingWho:
    'Dim ond cymedrolwyr y wefan hon all ei weld nes iddynt benderfynu. Os na fyddant yn ei dderbyn, mae’n cael ei ddileu 30 diwrnod wedyn. Gallwch ei dynnu’n ôl cyn hynny.',
  firstFrameOnly: 'Ni fydd pob llun o’r animeiddiad hwn yn cael ei ddangos.',
  failed: failedIn({
    empty: 'Mae’r ffeil hon yn wag.',
    unknown: 'Nid yw’r ffeil hon yn llun rydym yn ei adnabod.',
    notAccepted: 'Ni ellir defnyddio’r math hwn o lun yma. Cadwch ef fel JPEG, PNG, WebP neu GIF a’i ychwanegu eto.',
    damaged: 'Mae’r ffeil hon wedi’i difrodi ac ni ellir ei hagor.',
    tooManyBytes: 'Mae’r ffeil hon yn rhy fawr.',
    tooManyPixels: 'Mae’r llun hwn yn rhy fawr.',
    sideTooLong: 'Mae’r llun hwn yn rhy hir neu’n rhy lydan.',
    unreadable: 'Mae’r ffeil hon wedi’i llunio mewn ffordd na allwn ei darllen. Gall ei chadw eto helpu.',
    tooMuchBesides: 'Mae gormod yn y ffeil hon heblaw’r llun. Gall ei chadw eto helpu.',
    moved: 'Ni ellir darllen y ffeil hon mwyach. Efallai ei bod wedi’i symud.',
    connection: 'Ni ellid ei anfon: methodd y cysylltiad.',
    signedOut: 'Nid ydych wedi mewngofnodi mwyach. Mewngofnodwch eto, yna rhowch gynnig arall arni.',
    tooFast: 'Gormod o luniau mewn amser byr. Rhowch gynnig arall arni ymhen ychydig. Mae’ch testun yn iawn.',
    holdsWaiting:
      'Mae lluniau gennych eisoes yn aros i berson edrych arnynt. Gallwch ychwanegu rhagor wedyn. Mae’ch testun yn iawn.',
    useOff: 'Nid yw hyn ar agor i gyfrifon newydd eto. Ychwanegwch y llun ei hun at eich neges yn lle hynny.',
    unavailable: 'Ni all y wefan dderbyn lluniau ar hyn o bryd. Rhowch gynnig arall arni ymhen ychydig.',
    other: 'Aeth rhywbeth o’i le. Ni chafodd ei bostio.',
  }),
  tooLarge: (limitBytes) => `Mae’r ffeil hon yn rhy fawr. Y terfyn yma yw ${rules.bytes(limitBytes, 'KB', 'MB')}.`,
  notAccepted: 'Ni ellir ychwanegu’r math hwn o ffeil yma.',
  pause: 'Oedi',
  resume: 'Parhau',
  clear: 'Tynnu’r cyfan',
  cancel: (name) => `Stopio ${named(name)}`,
  remove: (name) => `Tynnu ${named(name)}`,
  moveUp: (name) => `Symud ${named(name)} i fyny`,
  moveDown: (name) => `Symud ${named(name)} i lawr`,
  altLabel: (name) => `Disgrifio ${named(name)}`,
  altHint: 'Beth a welir (dewisol)',
  retry: 'Rhoi cynnig arall arni',
  chooseOther: 'Dewis llun arall',
  chooseSend: 'Ei anfon i berson edrych arno',
  edit: 'Tocio neu orchuddio rhan ohono',
  postWithout: 'Postio hebddo',
  askPerson: 'Gofyn i berson edrych',
  appealNote: 'Unrhyw beth y dylent ei wybod? (dewisol)',
  appealSend: 'Ei anfon i berson edrych arno',
  appealBack: 'Nid nawr',
  tooMany: (most, names) =>
    `Uchafswm: ${rules.count(most, pictures)}. Heb eu hychwanegu: ${rules.names(names, { other: '# arall' })}.`,
  added: (items) => `Wedi ychwanegu: ${rules.nameOrCount(items, pictures)}.`,
  removed: (items) => `Wedi tynnu: ${rules.nameOrCount(items, pictures)}.`,
  changed: (name, status) => `${named(name)}: ${status}`,
  allReady: (count) => `Yn barod i’w postio: ${rules.count(count, pictures)}.`,
  quarter: (name, percent) => `${named(name)}: ${rules.percent(percent)} wedi’i wneud.`,
  quarters: (count, percent) => `${rules.count(count, pictures)}: ${rules.percent(percent)} wedi’i wneud.`,
  moved: (name, place, count) => `${named(name)}: nawr yn safle ${rules.number(place)} o ${rules.number(count)}.`,
  restored: (count) => `Yn dal yma o’r blaen: ${rules.count(count, pictures)}.`,
  pending: 'Nid yw’ch lluniau’n barod eto. Arhoswch eiliad, neu tynnwch nhw.',
  required: 'Ychwanegwch lun yn gyntaf.',
  fixFirst: 'Mae angen eich penderfyniad ar un o’ch lluniau yn gyntaf.',
  leftOut: (count) => `Ni fydd yn rhan o’ch neges: ${rules.count(count, pictures)}. Pwyswch eto i bostio heb hynny.`,
  help: {
    intro: 'Cymorth a chyngor',
    link: {
      under18: 'O dan 18 oed? Siaradwch â rhywun',
      victims: 'Os oes llun ohonoch yn cael ei rannu',
      hotline: 'Rhoi gwybod am rywbeth a welsoch ar-lein',
    },
  },
  editor: {
    title: (name) => `Newid ${named(name)}`,
    intro: 'Dewiswch ran: llusgwch ar y llun, neu defnyddiwch y llithryddion. Mae hyn i gyd yn aros ar eich dyfais.',
    opening: 'Yn agor y llun',
    picture: (widthPx, heightPx, coveredParts) =>
      `Y llun, ${rules.number(widthPx)} wrth ${rules.number(heightPx)} picsel${
        coveredParts === 0
          ? ''
          : `, ${rules.count(coveredParts, { two: '# ran dan orchudd', other: '# rhan dan orchudd' })}`
      }`,
    chosen: ({ left, top, width, height }) =>
      `Dewiswyd: ${rules.percent(width)} o’r lled a ${rules.percent(height)} o’r uchder, gan ddechrau ${rules.percent(left)} o’r chwith a ${rules.percent(top)} o’r brig.`,
    left: 'O’r chwith',
    top: 'O’r brig',
    width: 'Lled',
    height: 'Uchder',
    percent: rules.percent,
    cover: 'Gorchuddio’r rhan hon',
    keep: 'Cadw’r rhan hon yn unig',
    undo: 'Dadwneud',
    done: 'Defnyddio’r llun hwn',
    cancel: 'Canslo',
    covered: 'Mae’r rhan honno dan orchudd.',
    kept: (widthPx, heightPx) =>
      `Dim ond y rhan honno sydd ar ôl: ${rules.number(widthPx)} wrth ${rules.number(heightPx)} picsel.`,
    undone: 'Wedi’i ddadwneud.',
    saving: 'Yn paratoi’r llun newydd',
    stillOnly: 'Animeiddiad yw hwn. Dim ond ei lun cyntaf fydd yn cael ei gadw.',
    unchanged: 'Nid oes dim wedi newid eto. Dewiswch ran, yna gorchuddiwch hi neu cadwch honno’n unig.',
    openFailed: 'Ni ellir agor y llun hwn yma. Gallwch ei docio mewn ap arall a’i ychwanegu eto.',
    altered:
      'Nid yw’r porwr hwn yn gadael i dudalennau newid lluniau. Gallwch ei docio mewn ap arall a’i ychwanegu eto.',
    saveFailed: 'Ni ellid creu’r llun newydd. Mae’ch llun fel yr oedd. Rhowch gynnig arall arni, neu ewch yn ôl.',
  },
};
