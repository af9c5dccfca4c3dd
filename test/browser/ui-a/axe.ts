// axe-core over the page as it stands, with the rules of WCAG 2.2 A and AA; an answer that a test can print.
import axeCore from 'axe-core';

/** @returns one line per violation: rule, what is wrong, where */
export async function axe(): Promise<string[]> {
  const { violations } = await axeCore.run(document.body, {
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${target.join(' ')} (${failureSummary ?? ''})`),
  );
}
