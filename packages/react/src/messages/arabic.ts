/*
 * Arabic. NOT REVIEWED BY A NATIVE SPEAKER.
 * Modern Standard Arabic. Buttons are verbal nouns and sentences avoid the imperative where they can, because it would name
 * the member's gender. Counts stand after a colon, in the nominative, so that all six plural categories fit.
 */
import { failedIn } from './failure-words.js';
import { type PluralForms, rulesOf } from './language-rules.js';
import type { TranslatedMessages } from './messages.js';

const rules = rulesOf('ar', 'rtl');
const { name: named } = rules;

const pictures: PluralForms = {
  zero: 'لا صور',
  one: 'صورة واحدة',
  two: 'صورتان',
  few: '# صور',
  many: '# صورة',
  other: '# صورة',
};

/** The Arabic catalogue: not reviewed by a native speaker. */
export const arabicMessages: TranslatedMessages = {
  language: 'ar',
  direction: 'rtl',
  review: 'not reviewed by a native speaker',
  label: 'الصور',
  trigger: 'إضافة صور',
  triggerOne: 'اختيار صورة',
  triggerMore: 'إضافة المزيد',
  triggerReplace: 'اختيار صورة أخرى',
  takePhoto: 'التقاط صورة',
  hint: 'أو إفلاتها أو لصقها هنا',
  dropHere: 'الإفلات للإضافة',
  dropOnPage: 'الإفلات في أي مكان من هذه الصفحة للإضافة',
  notice: 'تُعايَن الصور على جهازك قبل إرسالها، ثم يعاينها هذا الموقع مرة أخرى. ولا تُرسل إلى أي مكان آخر.',
  noticeMore:
    'يعاين جهازك الصورة أولًا، وما يوقفه لا يُرسل. وما عداه يُرسل إلى هذا الموقع قبل النشر ليعاينه هو أيضًا. ولا يعاينه إنسان إلا عند الشك. يُحذف الملف المرسل خلال 24 ساعة؛ وإذا لزم أن يعاينه إنسان فبعد قراره؛ وإذا تعذر نشره فبعد 30 يومًا. تبقى الصور في المشاركة ما بقيت المشاركة. ويُحفظ وقت الإرسال ومكانه مختومًا مدة 30 يومًا. ويمكن أيضًا أن يعاين هذا الموقع الصورة بدلًا من جهازك، من دون أي أثر عليك.',
  serverLook: 'معاينة الموقع بدلًا من الجهاز',
  deviceLook: 'معاينة الجهاز أولًا',
  list: 'الصور',
  bytes: (bytes) => rules.bytes(bytes, 'ك.ب', 'م.ب'),
  queued: 'في الانتظار',
  loading: 'تجهيز جهازك (في المرة الأولى فقط)',
  preparing: 'جارٍ التجهيز',
  screening: 'جارٍ المعاينة على جهازك',
  ready: 'في انتظار الإرسال',
  uploading: (percent) => `جارٍ الإرسال، ${rules.percent(percent)}`,
  timeLeft: (seconds) =>
    rules.time(
      seconds,
      {
        zero: 'الوقت المتبقي تقريبًا: أقل من ثانية',
        one: 'الوقت المتبقي تقريبًا: ثانية واحدة',
        two: 'الوقت المتبقي تقريبًا: ثانيتان',
        few: 'الوقت المتبقي تقريبًا: # ثوانٍ',
        many: 'الوقت المتبقي تقريبًا: # ثانية',
        other: 'الوقت المتبقي تقريبًا: # ثانية',
      },
      {
        zero: 'الوقت المتبقي تقريبًا: أقل من دقيقة',
        one: 'الوقت المتبقي تقريبًا: دقيقة واحدة',
        two: 'الوقت المتبقي تقريبًا: دقيقتان',
        few: 'الوقت المتبقي تقريبًا: # دقائق',
        many: 'الوقت المتبقي تقريبًا: # دقيقة',
        other: 'الوقت المتبقي تقريبًا: # دقيقة',
      },
    ),
  sent: 'تم الإرسال. في انتظار الرد',
  offline: 'لا يوجد اتصال. سيُستأنف الإرسال تلقائيًا عند عودة الاتصال.',
  paused: 'متوقف مؤقتًا. لن يُرسل شيء جديد قبل المتابعة.',
  allowed: 'جاهزة للنشر',
  held: 'سيعاينها إنسان قبل أن يراها الآخرون.',
  refused: 'لا يمكن نشر هذه الصورة هنا.',
  cancelled: 'تم الإيقاف. لن تكون جزءًا من المشاركة.',
  blocked: 'لا يمكن نشر هذه الصورة، ولم تُرسل. إذا بدا ذلك خطأً فيمكن أن يعاينها إنسان.',
  blockedNoticed: 'يُعلَم هذا الموقع بأن صورة أُوقفت على هذا الجهاز، ولا شيء من الصورة نفسها.',
  choosing: 'لم يُرسل شيء بعد. إذا أُرسلت هذه الصورة فقد يعاينها إنسان قبل أن يراها الآخرون.',
  choosingWho:
    'لا يراها حتى صدور القرار إلا مشرفو هذا الموقع. وإذا كان قرارهم بالرفض حُذفت بعد 30 يومًا. ويمكن سحبها قبل ذلك.',
  firstFrameOnly: 'لن تُعرض كل صور هذه الرسوم المتحركة.',
  failed: failedIn({
    empty: 'هذا الملف فارغ.',
    unknown: 'هذا الملف ليس صورة نعرفها.',
    notAccepted:
      'لا يمكن استخدام هذا النوع من الصور هنا. يمكن حفظ الصورة بصيغة JPEG أو PNG أو WebP أو GIF وإضافتها من جديد.',
    damaged: 'هذا الملف تالف ولا يمكن فتحه.',
    tooManyBytes: 'حجم هذا الملف كبير جدًا.',
    tooManyPixels: 'هذه الصورة كبيرة جدًا.',
    sideTooLong: 'هذه الصورة طويلة جدًا أو عريضة جدًا.',
    unreadable: 'هذا الملف مركّب بطريقة لا نستطيع قراءتها. قد يفيد حفظه من جديد.',
    tooMuchBesides: 'يحتوي هذا الملف على أشياء كثيرة إلى جانب الصورة. قد يفيد حفظه من جديد.',
    moved: 'لم تعد قراءة هذا الملف ممكنة. ربما نُقل من مكانه.',
    connection: 'تعذر إرسال الصورة: انقطع الاتصال.',
    signedOut: 'انتهت جلسة الدخول. يلزم تسجيل الدخول من جديد ثم إعادة المحاولة.',
    tooFast: 'صور كثيرة في وقت قصير. تمكن إعادة المحاولة بعد قليل. ولم يتأثر النص المكتوب.',
    holdsWaiting: 'لك صور تنتظر بالفعل أن يعاينها إنسان. تمكن إضافة المزيد بعد ذلك. ولم يتأثر النص المكتوب.',
    useOff: 'هذا غير متاح بعد للحسابات الجديدة. يمكن بدلًا من ذلك إضافة الصورة نفسها إلى المشاركة.',
    unavailable: 'لا يستطيع الموقع استقبال الصور الآن. تمكن إعادة المحاولة بعد قليل.',
    other: 'حدث خطأ ما. لم تُنشر الصورة.',
  }),
  tooLarge: (limitBytes) => `حجم هذا الملف كبير جدًا. الحد الأقصى هنا: ${rules.bytes(limitBytes, 'ك.ب', 'م.ب')}.`,
  notAccepted: 'لا يمكن إضافة هذا النوع من الملفات هنا.',
  pause: 'إيقاف مؤقت',
  resume: 'متابعة',
  clear: 'إزالة الكل',
  cancel: (name) => `إيقاف ${named(name)}`,
  remove: (name) => `إزالة ${named(name)}`,
  moveUp: (name) => `نقل ${named(name)} إلى أعلى`,
  moveDown: (name) => `نقل ${named(name)} إلى أسفل`,
  altLabel: (name) => `وصف ${named(name)}`,
  altHint: 'ما يظهر فيها (اختياري)',
  retry: 'إعادة المحاولة',
  chooseOther: 'اختيار صورة أخرى',
  chooseSend: 'إرسالها ليعاينها إنسان',
  edit: 'قص جزء منها أو تغطيته',
  postWithout: 'النشر من دونها',
  askPerson: 'طلب أن يعاينها إنسان',
  appealNote: 'هل هناك ما ينبغي أن يعرفوه؟ (اختياري)',
  appealSend: 'إرسالها ليعاينها إنسان',
  appealBack: 'ليس الآن',
  tooMany: (most, names) =>
    `الحد الأقصى: ${rules.count(most, pictures)}. لم تتم إضافة: ${rules.names(names, {
      one: 'ملف آخر',
      two: 'ملفان آخران',
      few: '# ملفات أخرى',
      many: '# ملفًا آخر',
      other: '# ملف آخر',
    })}.`,
  added: (items) => `تمت الإضافة: ${rules.nameOrCount(items, pictures)}.`,
  removed: (items) => `تمت الإزالة: ${rules.nameOrCount(items, pictures)}.`,
  changed: (name, status) => `${named(name)}: ${status}`,
  allReady: (count) => `جاهز للنشر: ${rules.count(count, pictures)}.`,
  quarter: (name, percent) => `${named(name)}: اكتمل ${rules.percent(percent)}.`,
  quarters: (count, percent) => `${rules.count(count, pictures)}: اكتمل ${rules.percent(percent)}.`,
  moved: (name, place, count) => `${named(name)}: الموضع الآن ${rules.number(place)} من ${rules.number(count)}.`,
  restored: (count) => `ما زال في القائمة: ${rules.count(count, pictures)}.`,
  pending: 'لم تجهز صورك بعد. يمكن الانتظار لحظة أو إزالتها.',
  required: 'تلزم إضافة صورة أولًا.',
  fixFirst: 'إحدى صورك تحتاج إلى قرار منك أولًا.',
  leftOut: (count) => `لن تكون جزءًا من المشاركة: ${rules.count(count, pictures)}. للنشر من دونها يلزم الضغط مرة أخرى.`,
  help: {
    intro: 'المساعدة والمشورة',
    link: {
      under18: 'لمن هم دون 18 عامًا: التحدث إلى شخص ما',
      victims: 'في حال تداول صورة لك',
      hotline: 'الإبلاغ عن شيء شوهد على الإنترنت',
    },
  },
  editor: {
    title: (name) => `تعديل ${named(name)}`,
    intro: 'لاختيار جزء: السحب على الصورة أو استخدام أشرطة التمرير. كل هذا يبقى على جهازك.',
    opening: 'جارٍ فتح الصورة',
    picture: (widthPx, heightPx, coveredParts) =>
      `الصورة، ${rules.number(widthPx)} في ${rules.number(heightPx)} بكسل${
        coveredParts === 0
          ? ''
          : `، الأجزاء المغطاة: ${rules.count(coveredParts, {
              one: 'جزء واحد',
              two: 'جزآن',
              few: '# أجزاء',
              many: '# جزءًا',
              other: '# جزء',
            })}`
      }`,
    chosen: ({ left, top, width, height }) =>
      `المختار: ${rules.percent(width)} من العرض و${rules.percent(height)} من الارتفاع، بدءًا من ${rules.percent(left)} من اليسار و${rules.percent(top)} من الأعلى.`,
    left: 'من اليسار',
    top: 'من الأعلى',
    width: 'العرض',
    height: 'الارتفاع',
    percent: rules.percent,
    cover: 'تغطية هذا الجزء',
    keep: 'الإبقاء على هذا الجزء فقط',
    undo: 'تراجع',
    done: 'استخدام هذه الصورة',
    cancel: 'إلغاء',
    covered: 'تمت تغطية هذا الجزء.',
    kept: (widthPx, heightPx) => `بقي هذا الجزء فقط: ${rules.number(widthPx)} في ${rules.number(heightPx)} بكسل.`,
    undone: 'تم التراجع.',
    saving: 'جارٍ تجهيز الصورة الجديدة',
    stillOnly: 'هذه صورة متحركة. لن يبقى منها إلا الصورة الأولى.',
    unchanged: 'لم يتغير شيء بعد. يلزم اختيار جزء ثم تغطيته أو الإبقاء عليه فقط.',
    openFailed: 'لا يمكن فتح هذه الصورة هنا. يمكن قصها في تطبيق آخر وإضافتها من جديد.',
    altered: 'لا يسمح هذا المتصفح للصفحات بتعديل الصور. يمكن قصها في تطبيق آخر وإضافتها من جديد.',
    saveFailed: 'تعذر إنشاء الصورة الجديدة. بقيت صورتك كما كانت. تمكن إعادة المحاولة أو الرجوع.',
  },
};
