'use client';

import {
  type AllHTMLAttributes,
  cloneElement,
  createElement,
  type ForwardRefExoticComponent,
  forwardRef,
  type ReactElement,
  type Ref,
  type RefAttributes,
  useCallback,
  version,
} from 'react';

/** Attributes of an element, before React knows which element. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Attributes of the element a part draws. `className` and `render` are in {@link PartOptions}. */
export type PlainProps = Omit<AllHTMLAttributes<HTMLElement>, 'className'>;

/** What every part takes besides the attributes of its element. */
export interface PartOptions<State> {
  /** Another element in place of the part's own: an element that gets the part's attributes, or a function that uses them. */
  readonly render?: ReactElement | ((props: Attributes, state: State) => ReactElement) | undefined;
  /** Added to the part's own `su-…` class; a function is asked at every change of state. */
  readonly className?: string | ((state: State) => string | undefined) | undefined;
}

/** What a part draws: the state behind its `data-*` attributes, its own attributes, and those the caller gave. */
export interface Drawing<State> {
  readonly state: State;
  readonly own: Attributes;
  readonly given: object;
}

/** A part: a component with a ref to its element. */
export type Part<Props, State> = ForwardRefExoticComponent<Props & PartOptions<State> & RefAttributes<HTMLElement>>;

/**
 * A part in the manner of Base UI. `useDrawing` is its hook; null draws nothing. What the caller gives wins over the
 * part's own, save handlers: the caller's runs first, the part's after it unless it prevented the default.
 */
export function definePart<Props extends object, State extends object>(
  name: string,
  tag: string,
  ownClass: string,
  useDrawing: (props: Props) => Drawing<State> | null,
): Part<Props, State> {
  const part = forwardRef<HTMLElement, PartOptions<State>>(({ render, className, ...props }, outer) => {
    // Provable: the component takes Props & PartOptions, and the options were taken out one line above.
    const drawing = useDrawing(props as Props);
    const ref = useBoth(drawing?.own.ref, outer);
    if (drawing === null) return null;
    const { state, own, given } = drawing;
    const classes = [ownClass, own.className, typeof className === 'function' ? className(state) : className];
    const attributes: Record<string, unknown> = {
      ...mergeProps(own, given),
      className: classes.filter(Boolean).join(' '),
      ref,
    };
    for (const [key, value] of Object.entries(state)) {
      if (value !== undefined && value !== null && value !== false)
        attributes[`data-${key}`] = value === true ? '' : value;
    }
    if (render === undefined) return createElement(tag, attributes);
    return typeof render === 'function' ? (
      render(attributes, state)
    ) : (
      <Rendered element={render} attributes={attributes} />
    );
  });
  part.displayName = `SafeUpload.${name}`;
  // Provable: forwardRef only renames the props' type, which TypeScript cannot follow through a generic rest.
  return part as unknown as Part<Props, State>;
}

function Rendered(given: { readonly element: ReactElement; readonly attributes: Attributes }) {
  const { attributes } = given;
  // Provable: props of an element are an object.
  const element = given.element as ReactElement<Attributes>;
  // React 19 moved the ref into the props.
  const { props } = element;
  const ref = useBoth(attributes.ref, version.startsWith('18.') ? Reflect.get(element, 'ref') : props.ref);
  return cloneElement(element, { ...mergeProps(attributes, props), ref });
}

/** Attributes of two sources in one; see {@link definePart} for who wins. */
export function mergeProps(own: Attributes, given: object): Attributes {
  const merged: Record<string, unknown> = { ...own };
  for (const [key, value] of Object.entries(given)) {
    const mine = own[key];
    if (value === undefined) continue;
    if (typeof mine === 'function' && typeof value === 'function' && key.startsWith('on')) {
      merged[key] = (event: Event) => {
        value(event);
        if (!event.defaultPrevented) mine(event);
      };
    } else if (key === 'style' && typeof mine === 'object') merged[key] = { ...mine, ...value };
    else if (key === 'className' && mine) merged[key] = `${mine} ${value}`;
    else merged[key] = value;
  }
  return merged;
}

function useBoth(first: unknown, second: unknown): Ref<Element> | undefined {
  const both = useCallback(
    (element: Element | null) => {
      for (const ref of [first, second]) {
        if (typeof ref === 'function') ref(element);
        else if (typeof ref === 'object' && ref !== null) Reflect.set(ref, 'current', element);
      }
    },
    [first, second],
  );
  return first || second ? both : undefined;
}
