/*
 * Urdu. NOT REVIEWED BY A NATIVE SPEAKER.
 * Speaks to members as "آپ", in forms that do not name their gender.
 */
import { failedIn } from './failure-words.js';
import { type PluralForms, rulesOf } from './language-rules.js';
import type { TranslatedMessages } from './messages.js';

const rules = rulesOf('ur', 'rtl');
const { name: named } = rules;

const pictures: PluralForms = { one: '# تصویر', other: '# تصویریں' };

/** The Urdu catalogue: not reviewed by a native speaker. */
export const urduMessages: TranslatedMessages = {
  language: 'ur',
  direction: 'rtl',
  review: 'not reviewed by a native speaker',
  label: 'تصویریں',
  trigger: 'تصویریں شامل کریں',
  triggerOne: 'تصویر منتخب کریں',
  triggerMore: 'مزید شامل کریں',
  triggerReplace: 'دوسری تصویر منتخب کریں',
  takePhoto: 'تصویر کھینچیں',
  hint: 'یا انہیں یہاں چھوڑیں یا پیسٹ کریں',
  dropHere: 'شامل کرنے کے لیے چھوڑیں',
  dropOnPage: 'شامل کرنے کے لیے اس صفحے پر کہیں بھی چھوڑیں',
  notice:
    'تصویریں بھیجے جانے سے پہلے آپ کے آلے پر دیکھی جاتی ہیں، اور پھر یہ سائٹ انہیں دوبارہ دیکھتی ہے۔ یہ کہیں اور نہیں بھیجی جاتیں۔',
  noticeMore:
    'پہلے آپ کا آلہ تصویر دیکھتا ہے۔ جسے وہ روک لے وہ نہیں بھیجی جاتی۔ باقی تصویریں آپ کے پوسٹ کرنے سے پہلے اس سائٹ کو بھیجی جاتی ہیں تاکہ سائٹ بھی دیکھ سکے۔ کوئی انسان صرف شک کی صورت میں دیکھتا ہے۔ بھیجی گئی فائل 24 گھنٹے کے اندر حذف کر دی جاتی ہے؛ اگر کسی انسان کو دیکھنا پڑے تو اس کے فیصلے کے بعد؛ اور اگر پوسٹ نہ ہو سکے تو 30 دن بعد۔ آپ کی پوسٹ کی تصویریں پوسٹ کے ساتھ رہتی ہیں۔ بھیجنے کا وقت اور مقام 30 دن تک مہر بند رکھا جاتا ہے۔ آپ اپنے آلے کے بجائے اس سائٹ سے بھی دکھوا سکتے ہیں۔ اس سے آپ پر کوئی اثر نہیں پڑتا۔',
  serverLook: 'آلے کے بجائے سائٹ دیکھے',
  deviceLook: 'پہلے میرا آلہ دیکھے',
  list: 'تصویریں',
  bytes: (bytes) => rules.bytes(bytes, 'KB', 'MB'),
  queued: 'انتظار میں',
  loading: 'آپ کا آلہ تیار ہو رہا ہے (صرف پہلی بار)',
  preparing: 'تیاری ہو رہی ہے',
  screening: 'آپ کے آلے پر دیکھی جا رہی ہے',
  ready: 'بھیجے جانے کے انتظار میں',
  uploading: (percent) => `بھیجی جا رہی ہے، ${rules.percent(percent)}`,
  timeLeft: (seconds) =>
    rules.time(
      seconds,
      { one: 'تقریباً # سیکنڈ باقی', other: 'تقریباً # سیکنڈ باقی' },
      { one: 'تقریباً # منٹ باقی', other: 'تقریباً # منٹ باقی' },
    ),
  sent: 'بھیج دی گئی۔ جواب کا انتظار ہے',
  offline: 'کنکشن نہیں ہے۔ آن لائن ہوتے ہی یہ خود جاری ہو جائے گا۔',
  paused: 'روکا گیا ہے۔ جاری کیے جانے تک کچھ نیا نہیں بھیجا جائے گا۔',
  allowed: 'پوسٹ کے لیے تیار',
  held: 'دوسروں کو نظر آنے سے پہلے کوئی انسان اسے دیکھے گا۔',
  refused: 'یہ تصویر یہاں پوسٹ نہیں ہو سکتی۔',
  cancelled: 'روک دی گئی۔ یہ آپ کی پوسٹ میں شامل نہیں ہوگی۔',
  blocked: 'یہ تصویر پوسٹ نہیں ہو سکتی۔ یہ بھیجی نہیں گئی۔ اگر یہ غلط لگے تو کوئی انسان اسے دیکھ سکتا ہے۔',
  blockedNoticed: 'اس سائٹ کو معلوم ہوگا کہ اس آلے پر ایک تصویر روکی گئی، اور تصویر کے بارے میں کچھ نہیں۔',
  choosing: 'ابھی کچھ نہیں بھیجا گیا۔ اگر آپ یہ تصویر بھیجیں تو دوسروں کو نظر آنے سے پہلے شاید کوئی انسان اسے دیکھے۔',
  choosingWho:
    'فیصلہ ہونے تک اسے صرف اس سائٹ کے منتظمین دیکھ سکتے ہیں۔ اگر وہ انکار کریں تو یہ 30 دن بعد حذف ہو جاتی ہے۔ اس سے پہلے آپ اسے واپس لے سکتے ہیں۔',
  firstFrameOnly: 'اس اینیمیشن کی ہر تصویر نہیں دکھائی جائے گی۔',
  failed: failedIn({
    empty: 'یہ فائل خالی ہے۔',
    unknown: 'یہ فائل ایسی تصویر نہیں جسے ہم پہچانتے ہوں۔',
    notAccepted:
      'اس قسم کی تصویر یہاں استعمال نہیں ہو سکتی۔ اسے JPEG، PNG، WebP یا GIF کے طور پر محفوظ کریں اور دوبارہ شامل کریں۔',
    damaged: 'یہ فائل خراب ہے اور کھل نہیں سکتی۔',
    tooManyBytes: 'یہ فائل بہت بڑی ہے۔',
    tooManyPixels: 'یہ تصویر بہت بڑی ہے۔',
    sideTooLong: 'یہ تصویر بہت لمبی یا بہت چوڑی ہے۔',
    unreadable: 'یہ فائل اس طرح بنی ہے کہ ہم اسے پڑھ نہیں سکتے۔ اسے دوبارہ محفوظ کرنے سے مدد مل سکتی ہے۔',
    tooMuchBesides: 'اس فائل میں تصویر کے علاوہ بہت کچھ ہے۔ اسے دوبارہ محفوظ کرنے سے مدد مل سکتی ہے۔',
    moved: 'یہ فائل اب پڑھی نہیں جا سکتی۔ شاید اسے کہیں اور منتقل کیا گیا ہے۔',
    connection: 'تصویر بھیجی نہ جا سکی: کنکشن ٹوٹ گیا۔',
    signedOut: 'آپ کا سائن اِن ختم ہو گیا ہے۔ دوبارہ سائن اِن کریں اور پھر کوشش کریں۔',
    tooFast: 'تھوڑے وقت میں بہت زیادہ تصویریں۔ کچھ دیر بعد دوبارہ کوشش کریں۔ آپ کی تحریر پر کوئی اثر نہیں پڑا۔',
    holdsWaiting:
      'آپ کی کچھ تصویریں پہلے ہی کسی انسان کے دیکھنے کے انتظار میں ہیں۔ اس کے بعد آپ مزید شامل کر سکتے ہیں۔ آپ کی تحریر پر کوئی اثر نہیں پڑا۔',
    useOff: 'یہ ابھی نئے اکاؤنٹس کے لیے دستیاب نہیں۔ اس کے بجائے اپنی پوسٹ میں خود تصویر شامل کریں۔',
    unavailable: 'سائٹ اس وقت تصویریں نہیں لے سکتی۔ کچھ دیر بعد دوبارہ کوشش کریں۔',
    other: 'کچھ غلط ہو گیا۔ تصویر پوسٹ نہیں ہوئی۔',
  }),
  tooLarge: (limitBytes) => `یہ فائل بہت بڑی ہے۔ یہاں کی حد: ${rules.bytes(limitBytes, 'KB', 'MB')}۔`,
  notAccepted: 'اس قسم کی فائل یہاں شامل نہیں کی جا سکتی۔',
  pause: 'روکیں',
  resume: 'جاری رکھیں',
  clear: 'سب ہٹائیں',
  cancel: (name) => `${named(name)} کو روکیں`,
  remove: (name) => `${named(name)} کو ہٹائیں`,
  moveUp: (name) => `${named(name)} کو اوپر لے جائیں`,
  moveDown: (name) => `${named(name)} کو نیچے لے جائیں`,
  altLabel: (name) => `${named(name)} کی تفصیل لکھیں`,
  altHint: 'کیا نظر آتا ہے (اختیاری)',
  retry: 'دوبارہ کوشش کریں',
  chooseOther: 'دوسری تصویر منتخب کریں',
  chooseSend: 'بھیجیں تاکہ کوئی انسان دیکھے',
  edit: 'تراشیں یا کوئی حصہ ڈھانپیں',
  postWithout: 'اس کے بغیر پوسٹ کریں',
  askPerson: 'کسی انسان سے دیکھنے کو کہیں',
  appealNote: 'کوئی بات جو انہیں معلوم ہونی چاہیے؟ (اختیاری)',
  appealSend: 'بھیجیں تاکہ کوئی انسان دیکھے',
  appealBack: 'ابھی نہیں',
  tooMany: (most, names) =>
    `زیادہ سے زیادہ: ${rules.count(most, pictures)}۔ شامل نہیں ہوئیں: ${rules.names(names, { other: '# مزید' })}۔`,
  added: (items) => `شامل کیا گیا: ${rules.nameOrCount(items, pictures)}۔`,
  removed: (items) => `ہٹایا گیا: ${rules.nameOrCount(items, pictures)}۔`,
  changed: (name, status) => `${named(name)}: ${status}`,
  allReady: (count) => `پوسٹ کے لیے تیار: ${rules.count(count, pictures)}۔`,
  quarter: (name, percent) => `${named(name)}: ${rules.percent(percent)} مکمل۔`,
  quarters: (count, percent) => `${rules.count(count, pictures)}: ${rules.percent(percent)} مکمل۔`,
  moved: (name, place, count) => `${named(name)}: اب ${rules.number(count)} میں سے نمبر ${rules.number(place)} پر۔`,
  restored: (count) => `پہلے سے موجود: ${rules.count(count, pictures)}۔`,
  pending: 'آپ کی تصویریں ابھی تیار نہیں ہیں۔ ذرا انتظار کریں یا انہیں ہٹا دیں۔',
  required: 'پہلے ایک تصویر شامل کریں۔',
  fixFirst: 'آپ کی ایک تصویر کو پہلے آپ کے فیصلے کی ضرورت ہے۔',
  leftOut: (count) =>
    `آپ کی پوسٹ میں شامل نہیں: ${rules.count(count, pictures)}۔ اس کے بغیر پوسٹ کرنے کے لیے دوبارہ دبائیں۔`,
  help: {
    intro: 'مدد اور مشورہ',
    link: {
      under18: '18 سال سے کم عمر؟ کسی سے بات کریں',
      victims: 'اگر آپ کی کوئی تصویر پھیلائی جا رہی ہے',
      hotline: 'انٹرنیٹ پر نظر آنے والی کسی چیز کی اطلاع دیں',
    },
  },
  editor: {
    title: (name) => `${named(name)} میں تبدیلی`,
    intro: 'ایک حصہ منتخب کریں: تصویر پر گھسیٹیں یا سلائیڈر استعمال کریں۔ یہ سب آپ کے آلے پر ہی رہتا ہے۔',
    opening: 'تصویر کھل رہی ہے',
    picture: (widthPx, heightPx, coveredParts) =>
      `تصویر، ${rules.number(widthPx)} ضرب ${rules.number(heightPx)} پکسل${
        coveredParts === 0
          ? ''
          : `، ${rules.count(coveredParts, { one: '# حصہ ڈھانپا ہوا', other: '# حصے ڈھانپے ہوئے' })}`
      }`,
    chosen: ({ left, top, width, height }) =>
      `منتخب: چوڑائی کا ${rules.percent(width)} اور اونچائی کا ${rules.percent(height)}، بائیں سے ${rules.percent(left)} اور اوپر سے ${rules.percent(top)} پر شروع۔`,
    left: 'بائیں سے',
    top: 'اوپر سے',
    width: 'چوڑائی',
    height: 'اونچائی',
    percent: rules.percent,
    cover: 'یہ حصہ ڈھانپیں',
    keep: 'صرف یہ حصہ رکھیں',
    undo: 'واپس کریں',
    done: 'یہ تصویر استعمال کریں',
    cancel: 'منسوخ کریں',
    covered: 'وہ حصہ ڈھانپ دیا گیا۔',
    kept: (widthPx, heightPx) => `صرف وہ حصہ رہ گیا: ${rules.number(widthPx)} ضرب ${rules.number(heightPx)} پکسل۔`,
    undone: 'واپس کر دیا گیا۔',
    saving: 'نئی تصویر تیار ہو رہی ہے',
    stillOnly: 'یہ اینیمیشن ہے۔ صرف اس کی پہلی تصویر رہے گی۔',
    unchanged: 'ابھی کچھ نہیں بدلا۔ ایک حصہ منتخب کریں، پھر اسے ڈھانپیں یا صرف اسے رکھیں۔',
    openFailed: 'یہ تصویر یہاں نہیں کھل سکتی۔ آپ اسے کسی اور ایپ میں تراش کر دوبارہ شامل کر سکتے ہیں۔',
    altered: 'یہ براؤزر صفحات کو تصویریں بدلنے نہیں دیتا۔ آپ اسے کسی اور ایپ میں تراش کر دوبارہ شامل کر سکتے ہیں۔',
    saveFailed: 'نئی تصویر نہیں بن سکی۔ آپ کی تصویر ویسی ہی ہے۔ دوبارہ کوشش کریں یا واپس جائیں۔',
  },
};
