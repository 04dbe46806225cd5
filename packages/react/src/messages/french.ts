/*
 * French. NOT REVIEWED BY A NATIVE SPEAKER.
 * Speaks to members as "vous": right for strangers of every age, and expected of a site.
 */
import { failedIn } from './failure-words.js';
import { type PluralForms, rulesOf } from './language-rules.js';
import type { TranslatedMessages } from './messages.js';

const rules = rulesOf('fr', 'ltr');
const { name: named } = rules;

const images: PluralForms = { one: '# image', other: '# images' };

/** The French catalogue: not reviewed by a native speaker. */
export const frenchMessages: TranslatedMessages = {
  language: 'fr',
  direction: 'ltr',
  review: 'not reviewed by a native speaker',
  label: 'Images',
  trigger: 'Ajouter des images',
  triggerOne: 'Choisir une image',
  triggerMore: 'En ajouter d’autres',
  triggerReplace: 'Choisir une autre image',
  takePhoto: 'Prendre une photo',
  hint: 'ou déposez-les ou collez-les ici',
  dropHere: 'Déposez pour ajouter',
  dropOnPage: 'Déposez n’importe où sur cette page pour ajouter',
  notice:
    'Les images sont regardées sur votre appareil avant d’être envoyées, puis une nouvelle fois par ce site. Elles ne sont envoyées nulle part ailleurs.',
  noticeMore:
    'Votre appareil regarde d’abord. Ce qu’il arrête n’est pas envoyé. Le reste est envoyé à ce site avant que vous publiiez, pour que le site puisse regarder aussi. Une personne ne regarde qu’en cas de doute. Le fichier envoyé est supprimé dans les 24 heures ; si une personne doit regarder, une fois sa décision prise ; et s’il ne peut pas être publié, après 30 jours. Les images de votre message restent aussi longtemps que le message. Le moment et le lieu de l’envoi sont gardés sous scellé pendant 30 jours. Vous pouvez aussi laisser ce site regarder à la place de votre appareil. Cela n’a aucune conséquence pour vous.',
  serverLook: 'Laisser ce site regarder à la place',
  deviceLook: 'Laisser d’abord mon appareil regarder',
  list: 'Images',
  bytes: (bytes) => rules.bytes(bytes, 'ko', 'Mo'),
  queued: 'En attente',
  loading: 'Mise en place sur votre appareil (la première fois seulement)',
  preparing: 'Préparation',
  screening: 'Votre appareil regarde l’image',
  ready: 'En attente d’envoi',
  uploading: (percent) => `Envoi, ${rules.percent(percent)}`,
  timeLeft: (seconds) =>
    rules.time(
      seconds,
      { one: 'Encore # seconde environ', other: 'Encore # secondes environ' },
      { one: 'Encore # minute environ', other: 'Encore # minutes environ' },
    ),
  sent: 'Envoyée. En attente de la réponse',
  offline: 'Pas de connexion. L’envoi reprendra tout seul quand vous serez de nouveau en ligne.',
  paused: 'En pause. Rien de nouveau n’est envoyé tant que vous ne reprenez pas.',
  allowed: 'Prête à être publiée',
  held: 'Une personne la regardera avant que les autres puissent la voir.',
  refused: 'Cette image ne peut pas être publiée ici.',
  cancelled: 'Arrêtée. Elle ne fera pas partie de votre message.',
  blocked:
    'Cette image ne peut pas être publiée. Elle n’a pas été envoyée. Si cela vous semble être une erreur, une personne peut la regarder.',
  blockedNoticed: 'Ce site apprend qu’une image a été arrêtée sur cet appareil, et rien de l’image.',
  choosing:
    'Rien n’a encore été envoyé. Si vous envoyez cette image, une personne la regardera peut-être avant que les autres puissent la voir.',
  choosingWho:
    'Seule l’équipe de modération de ce site peut la voir jusqu’à sa décision. Si elle dit non, l’image est supprimée 30 jours plus tard. Vous pouvez la retirer avant.',
  firstFrameOnly: 'Toutes les images de cette animation ne seront pas montrées.',
  failed: failedIn({
    empty: 'Ce fichier est vide.',
    unknown: 'Ce fichier n’est pas une image que nous connaissons.',
    notAccepted:
      'Ce type d’image ne peut pas être utilisé ici. Enregistrez-la en JPEG, PNG, WebP ou GIF et ajoutez-la de nouveau.',
    damaged: 'Ce fichier est endommagé et ne s’ouvre pas.',
    tooManyBytes: 'Ce fichier est trop lourd.',
    tooManyPixels: 'Cette image est trop grande.',
    sideTooLong: 'Cette image est trop longue ou trop large.',
    unreadable: 'Ce fichier est construit d’une façon que nous ne savons pas lire. L’enregistrer à nouveau peut aider.',
    tooMuchBesides: 'Ce fichier contient trop de choses en plus de l’image. L’enregistrer à nouveau peut aider.',
    moved: 'Ce fichier ne peut plus être lu. Il a peut-être été déplacé.',
    connection: 'L’image n’a pas pu être envoyée : la connexion a échoué.',
    signedOut: 'Votre session est terminée. Identifiez-vous de nouveau, puis réessayez.',
    tooFast: 'Trop d’images en peu de temps. Réessayez dans un petit moment. Votre texte n’est pas touché.',
    holdsWaiting:
      'Des images de vous attendent déjà qu’une personne les regarde. Vous pourrez en ajouter ensuite. Votre texte n’est pas touché.',
    useOff: 'Ce n’est pas encore ouvert aux comptes récents. Ajoutez plutôt l’image elle-même à votre message.',
    unavailable: 'Le site ne peut pas recevoir d’images pour le moment. Réessayez dans un petit moment.',
    other: 'Quelque chose n’a pas marché. L’image n’a pas été publiée.',
  }),
  tooLarge: (limitBytes) => `Ce fichier est trop lourd. La limite ici est de ${rules.bytes(limitBytes, 'ko', 'Mo')}.`,
  notAccepted: 'Ce type de fichier ne peut pas être ajouté ici.',
  pause: 'Mettre en pause',
  resume: 'Reprendre',
  clear: 'Tout retirer',
  cancel: (name) => `Arrêter ${named(name)}`,
  remove: (name) => `Retirer ${named(name)}`,
  moveUp: (name) => `Monter ${named(name)}`,
  moveDown: (name) => `Descendre ${named(name)}`,
  altLabel: (name) => `Décrire ${named(name)}`,
  altHint: 'On y voit… (facultatif)',
  retry: 'Réessayer',
  chooseOther: 'Choisir une autre image',
  chooseSend: 'L’envoyer pour qu’une personne la regarde',
  edit: 'Recadrer ou couvrir une partie',
  postWithout: 'Publier sans elle',
  askPerson: 'Demander à une personne de regarder',
  appealNote: 'Quelque chose à préciser ? (facultatif)',
  appealSend: 'L’envoyer pour qu’une personne la regarde',
  appealBack: 'Pas maintenant',
  tooMany: (most, names) =>
    `Maximum : ${rules.count(most, images)}. Pas ajouté : ${rules.names(names, { one: '# autre', other: '# autres' })}.`,
  added: (items) => `Ajouté : ${rules.nameOrCount(items, images)}.`,
  removed: (items) => `Retiré : ${rules.nameOrCount(items, images)}.`,
  changed: (name, status) => `${named(name)} : ${status}`,
  allReady: (count) =>
    rules.count(count, { one: '# image prête à être publiée.', other: '# images prêtes à être publiées.' }),
  quarter: (name, percent) => `${named(name)} : ${rules.percent(percent)} fait.`,
  quarters: (count, percent) => `${rules.count(count, images)} : ${rules.percent(percent)} fait.`,
  moved: (name, place, count) =>
    `${named(name)} est maintenant à la place ${rules.number(place)} sur ${rules.number(count)}.`,
  restored: (count) =>
    rules.count(count, {
      one: '# image ajoutée auparavant est toujours là.',
      other: '# images ajoutées auparavant sont toujours là.',
    }),
  pending: 'Vos images ne sont pas encore prêtes. Attendez un instant ou retirez-les.',
  required: 'Ajoutez d’abord une image.',
  fixFirst: 'Une de vos images attend d’abord votre choix.',
  leftOut: (count) =>
    rules.count(count, {
      one: '# image ne fera pas partie de votre message. Appuyez encore une fois pour publier sans elle.',
      other: '# images ne feront pas partie de votre message. Appuyez encore une fois pour publier sans elles.',
    }),
  help: {
    intro: 'Aide et conseils',
    link: {
      under18: 'Moins de 18 ans ? Parlez-en à quelqu’un',
      victims: 'Si une image de vous circule',
      hotline: 'Signaler ce que vous avez vu en ligne',
    },
  },
  editor: {
    title: (name) => `Modifier ${named(name)}`,
    intro: 'Choisissez une partie : glissez sur l’image ou utilisez les curseurs. Tout cela reste sur votre appareil.',
    opening: 'Ouverture de l’image',
    picture: (widthPx, heightPx, coveredParts) =>
      `L’image, ${rules.number(widthPx)} sur ${rules.number(heightPx)} pixels${
        coveredParts === 0
          ? ''
          : `, ${rules.count(coveredParts, { one: '# partie couverte', other: '# parties couvertes' })}`
      }`,
    chosen: ({ left, top, width, height }) =>
      `Choisi : ${rules.percent(width)} de la largeur et ${rules.percent(height)} de la hauteur, à ${rules.percent(left)} du bord gauche et ${rules.percent(top)} du haut.`,
    left: 'Depuis la gauche',
    top: 'Depuis le haut',
    width: 'Largeur',
    height: 'Hauteur',
    percent: rules.percent,
    cover: 'Couvrir cette partie',
    keep: 'Garder seulement cette partie',
    undo: 'Annuler la dernière étape',
    done: 'Utiliser cette image',
    cancel: 'Fermer sans changer',
    covered: 'Cette partie est couverte.',
    kept: (widthPx, heightPx) =>
      `Seule cette partie est gardée : ${rules.number(widthPx)} sur ${rules.number(heightPx)} pixels.`,
    undone: 'Dernière étape annulée.',
    saving: 'Préparation de la nouvelle image',
    stillOnly: 'C’est une animation. Seule sa première image sera gardée.',
    unchanged: 'Rien n’est encore changé. Choisissez une partie, puis couvrez-la ou gardez seulement elle.',
    openFailed:
      'Cette image ne s’ouvre pas ici. Vous pouvez la recadrer dans une autre application et l’ajouter de nouveau.',
    altered:
      'Ce navigateur ne laisse pas les pages modifier des images. Vous pouvez la recadrer dans une autre application et l’ajouter de nouveau.',
    saveFailed:
      'La nouvelle image n’a pas pu être créée. La vôtre est restée telle quelle. Réessayez ou revenez en arrière.',
  },
};
