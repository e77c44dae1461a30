import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** Pixels from the end within which somebody reads the newest. */
const NEAR = 60;

/**
 * Keeps the end of a conversation in sight while it grows, as long as the person has not scrolled away from it. Give the
 * ref to an element at its end.
 */
export function useStickToEnd(content: unknown): RefObject<HTMLDivElement | null> {
  const end = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const scroller = end.current?.closest('.tab-panel');
    if (!scroller) return;
    const onScroll = () => {
      isAtEnd.current = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
    };
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => scroller.removeEventListener('scroll', onScroll);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has grown is the reason
  useLayoutEffect(() => {
    const scroller = end.current?.closest('.tab-panel');
    if (scroller && isAtEnd.current) scroller.scrollTop = scroller.scrollHeight;
  }, [content]);
  return end;
}
