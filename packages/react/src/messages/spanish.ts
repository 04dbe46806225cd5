/*
 * Spanish. NOT REVIEWED BY A NATIVE SPEAKER.
 * Speaks to members as "tú", in words that are understood in Spain and in America; a site that says "usted" or "vos"
 * replaces the texts that address the member.
 */
import { failedIn } from './failure-words.js';
import { type PluralForms, rulesOf } from './language-rules.js';
import type { TranslatedMessages } from './messages.js';

const rules = rulesOf('es', 'ltr');
const { name: named } = rules;

const images: PluralForms = { one: '# imagen', other: '# imágenes' };

/** The Spanish catalogue: not reviewed by a native speaker. */
export const spanishMessages: TranslatedMessages = {
  language: 'es',
  direction: 'ltr',
  review: 'not reviewed by a native speaker',
  label: 'Imágenes',
  trigger: 'Añadir imágenes',
  triggerOne: 'Elegir una imagen',
  triggerMore: 'Añadir más',
  triggerReplace: 'Elegir otra imagen',
  takePhoto: 'Hacer una foto',
  hint: 'o suéltalas o pégalas aquí',
  dropHere: 'Suelta para añadir',
  dropOnPage: 'Suelta en cualquier lugar de esta página para añadir',
  notice:
    'Tu dispositivo mira las imágenes antes de enviarlas, y este sitio las mira otra vez. No se envían a ningún otro lugar.',
  noticeMore:
    'Primero mira tu dispositivo. Lo que detiene no se envía. Lo demás se envía a este sitio antes de que publiques, para que también pueda mirarlo. Una persona solo mira en caso de duda. El archivo enviado se borra en 24 horas; si una persona tiene que mirarlo, cuando haya decidido; y si no se puede publicar, a los 30 días. Las imágenes de tu mensaje se quedan tanto como el mensaje. Cuándo y desde dónde se enviaron se guarda sellado durante 30 días. También puedes dejar que mire este sitio en lugar de tu dispositivo. No tiene ninguna consecuencia para ti.',
  serverLook: 'Dejar que mire este sitio',
  deviceLook: 'Dejar que mire primero mi dispositivo',
  list: 'Imágenes',
  bytes: (bytes) => rules.bytes(bytes, 'kB', 'MB'),
  queued: 'En espera',
  loading: 'Preparando tu dispositivo (solo la primera vez)',
  preparing: 'Preparando la imagen',
  screening: 'Tu dispositivo la está mirando',
  ready: 'En espera de envío',
  uploading: (percent) => `Enviando, ${rules.percent(percent)}`,
  timeLeft: (seconds) =>
    rules.time(
      seconds,
      { one: 'Falta # segundo, más o menos', other: 'Faltan # segundos, más o menos' },
      { one: 'Falta # minuto, más o menos', other: 'Faltan # minutos, más o menos' },
    ),
  sent: 'Enviada. Esperando la respuesta',
  offline: 'Sin conexión. Seguirá por sí sola cuando vuelvas a tener conexión.',
  paused: 'En pausa. No se envía nada nuevo hasta que continúes.',
  allowed: 'Lista para publicar',
  held: 'Una persona la mirará antes de que otros puedan verla.',
  refused: 'Esta imagen no se puede publicar aquí.',
  cancelled: 'Detenida. No formará parte de tu mensaje.',
  blocked: 'Esta imagen no se puede publicar. No se ha enviado. Si te parece un error, una persona puede mirarla.',
  blockedNoticed: 'Este sitio sabrá que se detuvo una imagen en este dispositivo, y nada de la imagen.',
  choosing:
    'Todavía no se ha enviado nada. Si envías esta imagen, puede que una persona la mire antes de que otros puedan verla.',
  choosingWho:
    'Solo el equipo de moderación de este sitio puede verla hasta que decida. Si dice que no, se borra 30 días después. Antes puedes retirarla.',
  firstFrameOnly: 'No se mostrarán todas las imágenes de esta animación.',
  failed: failedIn({
    empty: 'Este archivo está vacío.',
    unknown: 'Este archivo no es una imagen que conozcamos.',
    notAccepted: 'Este tipo de imagen no se puede usar aquí. Guárdala como JPEG, PNG, WebP o GIF y añádela otra vez.',
    damaged: 'Este archivo está dañado y no se puede abrir.',
    tooManyBytes: 'Este archivo pesa demasiado.',
    tooManyPixels: 'Esta imagen es demasiado grande.',
    sideTooLong: 'Esta imagen es demasiado larga o demasiado ancha.',
    unreadable: 'Este archivo está hecho de una forma que no podemos leer. Puede ayudar guardarlo de nuevo.',
    tooMuchBesides: 'Este archivo lleva demasiadas cosas además de la imagen. Puede ayudar guardarlo de nuevo.',
    moved: 'Este archivo ya no se puede leer. Puede que se haya movido.',
    connection: 'No se pudo enviar: falló la conexión.',
    signedOut: 'Tu sesión ha terminado. Entra de nuevo y vuelve a intentarlo.',
    tooFast: 'Demasiadas imágenes en poco tiempo. Inténtalo de nuevo dentro de un rato. A tu texto no le pasa nada.',
    holdsWaiting:
      'Ya hay imágenes tuyas esperando a que una persona las mire. Después podrás añadir más. A tu texto no le pasa nada.',
    useOff: 'Esto todavía no está abierto a las cuentas nuevas. Añade la propia imagen a tu mensaje.',
    unavailable: 'El sitio no puede recibir imágenes ahora mismo. Inténtalo de nuevo dentro de un rato.',
    other: 'Algo salió mal. La imagen no se ha publicado.',
  }),
  tooLarge: (limitBytes) => `Este archivo pesa demasiado. Aquí caben hasta ${rules.bytes(limitBytes, 'kB', 'MB')}.`,
  notAccepted: 'Este tipo de archivo no se puede añadir aquí.',
  pause: 'Pausar',
  resume: 'Continuar',
  clear: 'Quitar todas',
  cancel: (name) => `Detener ${named(name)}`,
  remove: (name) => `Quitar ${named(name)}`,
  moveUp: (name) => `Subir ${named(name)}`,
  moveDown: (name) => `Bajar ${named(name)}`,
  altLabel: (name) => `Describir ${named(name)}`,
  altHint: 'Qué se ve (opcional)',
  retry: 'Intentar de nuevo',
  chooseOther: 'Elegir otra imagen',
  chooseSend: 'Enviarla para que una persona la mire',
  edit: 'Recortar o tapar una parte',
  postWithout: 'Publicar sin ella',
  askPerson: 'Pedir que una persona la mire',
  appealNote: '¿Algo que deban saber? (opcional)',
  appealSend: 'Enviarla para que una persona la mire',
  appealBack: 'Ahora no',
  tooMany: (most, names) =>
    `Máximo: ${rules.count(most, images)}. Sin añadir: ${rules.names(names, { other: '# más' })}.`,
  added: (items) => `Añadido: ${rules.nameOrCount(items, images)}.`,
  removed: (items) => `Quitado: ${rules.nameOrCount(items, images)}.`,
  changed: (name, status) => `${named(name)}: ${status}`,
  allReady: (count) =>
    rules.count(count, { one: '# imagen lista para publicar.', other: '# imágenes listas para publicar.' }),
  quarter: (name, percent) => `${named(name)}: ${rules.percent(percent)} hecho.`,
  quarters: (count, percent) => `${rules.count(count, images)}: ${rules.percent(percent)} hecho.`,
  moved: (name, place, count) =>
    `${named(name)} está ahora en el lugar ${rules.number(place)} de ${rules.number(count)}.`,
  restored: (count) =>
    rules.count(count, { one: '# imagen de antes sigue aquí.', other: '# imágenes de antes siguen aquí.' }),
  pending: 'Tus imágenes todavía no están listas. Espera un momento o quítalas.',
  required: 'Añade primero una imagen.',
  fixFirst: 'Una de tus imágenes necesita primero que decidas.',
  leftOut: (count) =>
    rules.count(count, {
      one: '# imagen no formará parte de tu mensaje. Pulsa otra vez para publicar sin ella.',
      other: '# imágenes no formarán parte de tu mensaje. Pulsa otra vez para publicar sin ellas.',
    }),
  help: {
    intro: 'Ayuda y consejo',
    link: {
      under18: '¿Menos de 18 años? Habla con alguien',
      victims: 'Si circula una imagen tuya',
      hotline: 'Avisar de algo que viste en internet',
    },
  },
  editor: {
    title: (name) => `Cambiar ${named(name)}`,
    intro: 'Elige una parte: arrastra sobre la imagen o usa los controles. Todo esto se queda en tu dispositivo.',
    opening: 'Abriendo la imagen',
    picture: (widthPx, heightPx, coveredParts) =>
      `La imagen, ${rules.number(widthPx)} por ${rules.number(heightPx)} píxeles${
        coveredParts === 0 ? '' : `, ${rules.count(coveredParts, { one: '# parte tapada', other: '# partes tapadas' })}`
      }`,
    chosen: ({ left, top, width, height }) =>
      `Elegido: ${rules.percent(width)} del ancho y ${rules.percent(height)} del alto, empezando a ${rules.percent(left)} desde la izquierda y ${rules.percent(top)} desde arriba.`,
    left: 'Desde la izquierda',
    top: 'Desde arriba',
    width: 'Ancho',
    height: 'Alto',
    percent: rules.percent,
    cover: 'Tapar esta parte',
    keep: 'Quedarse solo con esta parte',
    undo: 'Deshacer',
    done: 'Usar esta imagen',
    cancel: 'Cancelar',
    covered: 'Esa parte está tapada.',
    kept: (widthPx, heightPx) =>
      `Solo queda esa parte: ${rules.number(widthPx)} por ${rules.number(heightPx)} píxeles.`,
    undone: 'Deshecho.',
    saving: 'Preparando la nueva imagen',
    stillOnly: 'Es una animación. Solo quedará su primera imagen.',
    unchanged: 'Todavía no ha cambiado nada. Elige una parte y tápala, o quédate solo con ella.',
    openFailed: 'Esta imagen no se puede abrir aquí. Puedes recortarla en otra aplicación y añadirla otra vez.',
    altered:
      'Este navegador no deja que las páginas cambien imágenes. Puedes recortarla en otra aplicación y añadirla otra vez.',
    saveFailed: 'No se pudo crear la nueva imagen. La tuya sigue como estaba. Inténtalo de nuevo o vuelve atrás.',
  },
};
