/** A picture of a post that is there at first. */
export interface SeedPicture {
  /** A file of `seed-pictures`. */
  readonly file: string;
  readonly description: string;
  /** True: nobody has looked at it yet, so that a first visitor finds something at the desk. */
  readonly waits?: true;
}

/** A post that is there at first. */
export interface SeedPost {
  readonly author: string;
  /** How long ago it was written, in hours. */
  readonly hoursAgo: number;
  readonly text: string;
  readonly pictures?: readonly SeedPicture[];
}

/** A conversation that is there at first. */
export interface SeedThread {
  readonly board: string;
  readonly title: string;
  readonly posts: readonly SeedPost[];
}

/** What people talk about before anybody arrives, oldest first. Places and people are invented. */
export const seedThreads: readonly SeedThread[] = [
  {
    board: 'outside',
    title: 'Kites on Harrow Sands: is anybody going on Saturday?',
    posts: [
      {
        author: 'tall_nettle',
        hoursAgo: 52,
        text: 'The forecast says a steady breeze from the west. We have four kites and only two people who can hold them.\n\nThis is the poster my eldest drew for the bus stop, so there is no going back now.',
        pictures: [{ file: 'kites.jpg', description: 'A drawn poster: four kites over grassy dunes' }],
      },
      {
        author: 'plum_umbrella',
        hoursAgo: 50,
        text: 'We will be there from ten with flasks. Look for the umbrella, naturally.',
      },
      {
        author: 'sunday_porridge',
        hoursAgo: 31,
        text: 'Twins permitting. Last time one of them tied the line to a *dog*.\n\n> We have four kites and only two people\n\nI can hold one and fall over the other.',
      },
    ],
  },
  {
    board: 'food',
    title: 'Wednesday big-pot suppers: what do you cook for nine?',
    posts: [
      {
        author: 'gravel_garden',
        hoursAgo: 47,
        text: 'Our street eats together on Wednesdays and it is my turn again. So far I have:\n\n- red lentils with whatever is in the drawer\n- a mountain of rice\n- apples, because somebody always brings apples\n\nWhat do yours actually eat?',
      },
      {
        author: 'mossy_teapot',
        hoursAgo: 45,
        text: 'Anything they can build themselves. Put **six bowls** on the table and let them assemble it. Nobody has ever refused a thing they built.',
      },
      {
        author: 'odd_button',
        hoursAgo: 22,
        text: 'Just moved to Lower Wend and would very much like to live on your street. I cannot cook for nine, but I can decorate a table: this one is all paper.',
        pictures: [
          {
            file: 'paper-cut.jpg',
            description: 'Layers of cut paper in sea colours round a small moon, with autumn leaves',
          },
        ],
      },
    ],
  },
  {
    board: 'sleep',
    title: 'A wall to look at when nobody will sleep',
    posts: [
      {
        author: 'sunday_porridge',
        hoursAgo: 40,
        text: 'I have spent so many nights staring at the nursery wall that I decided to give it something to stare back with. This is the plan. Is it too dark above the cots?',
        pictures: [
          { file: 'hills-at-dusk.jpg', description: 'Plan for a mural: hills at dusk with a low sun and fir trees' },
        ],
      },
      {
        author: 'night_heron',
        hoursAgo: 38,
        text: 'Not too dark. Ours had a grey wall and she found a crack in it that she called Gerald.',
      },
      {
        author: 'plum_umbrella',
        hoursAgo: 36,
        text: 'If you want something brighter for the other side, I painted this one for my grandson. The boat was the only thing that took more than an afternoon.',
        pictures: [{ file: 'paper-sea.jpg', description: 'A painted sea of layered waves with a small sailing boat' }],
      },
    ],
  },
  {
    board: 'school',
    title: 'The advent window: pictures please!',
    posts: [
      {
        author: 'plum_umbrella',
        hoursAgo: 28,
        text: 'Class three made the backdrop for the advent window at the library. Every child drew one house, I only did the snow.',
        pictures: [
          { file: 'winter-village.jpg', description: 'A village of little houses in the snow under a full moon' },
        ],
      },
      {
        author: 'tall_nettle',
        hoursAgo: 27,
        text: 'Ours is the one with the crooked chimney. He is very proud of the chimney.',
      },
    ],
  },
  {
    board: 'making',
    title: 'Finished the quilt (only took four winters)',
    posts: [
      {
        author: 'mossy_teapot',
        hoursAgo: 9,
        text: 'Every square was somebody’s shirt, curtain or tablecloth. The orange ones are the kitchen curtains of the old flat, which I will not miss.\n\nThe layout, before I sewed a single stitch:',
        pictures: [{ file: 'quilt.jpg', description: 'Layout of a patchwork quilt in orange, plum and green squares' }],
      },
      { author: 'gravel_garden', hoursAgo: 8, text: 'Four winters is quick! Did you quilt it by hand?' },
      {
        author: 'mossy_teapot',
        hoursAgo: 7,
        text: 'By hand, during the six o’clock news. I now associate feather stitch with interest rates.',
      },
      {
        author: 'odd_button',
        hoursAgo: 2,
        text: 'Beautiful! I am not there yet. May I show you my snail from the paper course instead? I hope this is the right place.',
        pictures: [{ file: 'snail.jpg', description: 'A paper snail with a spiral shell on a leaf', waits: true }],
      },
    ],
  },
];

/** Faces that are there at first: member and file of `seed-pictures`. */
export const seedAvatars: Readonly<Record<string, string>> = {
  plum_umbrella: 'paper-sea.jpg',
  night_heron: 'hills-at-dusk.jpg',
};
