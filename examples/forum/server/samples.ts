/** A picture made for trying the forum, served by the forum itself. */
export interface Sample {
  /** File name under `/samples/`. */
  readonly file: string;
  readonly title: string;
  /** What it is. */
  readonly what: string;
  /** What happens when it is picked. */
  readonly happens: string;
  /** One word for it. */
  readonly word: 'shown' | 'your choice' | 'held' | 'stopped' | 'refused';
}

/** The pictures made for trying, in the order to try them. None of them shows anything but landscape, texture or a drawing. */
export const samples: readonly Sample[] = [
  {
    file: 'ordinary.jpg',
    title: 'An ordinary picture',
    what: 'A painted landscape.',
    happens: 'Screened on the device, sent, screened again by the server, and shown as soon as you post.',
    word: 'shown',
  },
  {
    file: 'both.png',
    title: 'A texture both classifiers mistake',
    what: 'An abstract pattern, made so that both models on the device are sure of it.',
    happens: 'Stopped on the device: not one byte of it is sent. You can ask for a person to look.',
    word: 'stopped',
  },
  {
    file: 'first-only.png',
    title: 'A texture the first classifier mistakes',
    what: 'The first model is sure, the second sees nothing.',
    happens: 'Never stopped by one model alone: you choose between another picture and a person’s look.',
    word: 'your choice',
  },
  {
    file: 'second-only.png',
    title: 'A texture only the second classifier mistakes',
    what: 'The first model sees nothing, so the device does not ask the second.',
    happens: 'Passes the device. The server always asks both and holds it for a person.',
    word: 'held',
  },
  {
    file: 'test-picture.png',
    title: 'A picture on the test list',
    what: 'A harmless drawing that this forum has put on a list called “test”.',
    happens: 'Recognised by its exact digest before its bytes are sent, and refused.',
    word: 'refused',
  },
  {
    file: 'test-picture-smaller.jpg',
    title: 'The same drawing, made smaller',
    what: 'Other bytes, same picture.',
    happens: 'Recognised by likeness. Likeness alone never refuses: a person will look.',
    word: 'held',
  },
  {
    file: 'severe-picture.jpg',
    title: 'A picture on the severe test list',
    what: 'A harmless meadow on a list marked “severe”.',
    happens:
      'Waits in the lane where only the safety officer looks or decides. If she rejects it, this account’s other pictures wait for a day.',
    word: 'held',
  },
];
