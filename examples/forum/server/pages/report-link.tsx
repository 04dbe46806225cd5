import { ReportIcon } from './icons.js';

/** The quiet way to the report page beside a picture; a script opens the dialog in its place. `of` says which picture. */
export function ReportLink(props: { readonly uploadId: string; readonly back: string; readonly of: string }) {
  return (
    <a
      class="report-link"
      href={`/pictures/${props.uploadId}/report?back=${encodeURIComponent(props.back)}`}
      rel="nofollow"
      data-report
    >
      <ReportIcon />
      <span>
        Report<span class="hidden">: {props.of}</span>
      </span>
    </a>
  );
}
