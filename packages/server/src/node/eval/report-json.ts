import type { FolderEvaluation } from './evaluate-folder.js';
import type { JudgeReport } from './evaluation.js';

/**
 * The numbers of an evaluation as JSON, piece by piece: everything on one line a key, the pictures one line each. Names of
 * files and numbers, nothing else; the curves can be drawn again from `pictures`.
 */
export function* reportJson({ corpus, unmeasured, evaluation, pictures }: FolderEvaluation): Generator<string> {
  const head = {
    v: 1,
    folder: corpus.name,
    ...evaluation,
    judges: evaluation.judges.map(withoutPoints),
    copies: corpus.copies,
    unmeasured,
    ignored: corpus.ignored,
  };
  yield '{\n';
  for (const [key, value] of Object.entries(head)) yield `${JSON.stringify(key)}:${JSON.stringify(value)},\n`;
  yield '"pictures":[';
  let isFirst = true;
  for (const { path, label, risks, views } of pictures) {
    yield `${isFirst ? '' : ','}\n${JSON.stringify({ path, label, risks, views })}`;
    isFirst = false;
  }
  yield '\n]\n}\n';
}

function withoutPoints({ curve: { area, averagePrecision }, ...judge }: JudgeReport): object {
  return { ...judge, area, averagePrecision };
}
