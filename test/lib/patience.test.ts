/**
 * What waits only so long isn't used up by a machine that stood still.
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { patience } from "../../src/lib/patience.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("it is over after the time that was given, and once", () => {
  const onOver = vi.fn();
  patience(1100, onOver);
  vi.advanceTimersByTime(1099);
  expect(onOver).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10_000);
  expect(onOver).toHaveBeenCalledTimes(1);
});

test("called off, it is never over", () => {
  const onOver = vi.fn();
  const callOff = patience(1100, onOver);
  vi.advanceTimersByTime(900);
  callOff();
  vi.advanceTimersByTime(10_000);
  expect(onOver).not.toHaveBeenCalled();
});

test("an hour in which the machine stood still counts as one step", () => {
  vi.useRealTimers();
  const firing: (() => void)[] = [];
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((call: () => void) => {
    firing.push(call);
    return 0;
  }) as never);
  const onOver = vi.fn();
  patience(1000, onOver);
  // However late a timer fires, it fires once: four steps of a quarter second are needed.
  for (let step = 0; step < 3; step++) firing.shift()?.();
  expect(onOver).not.toHaveBeenCalled();
  firing.shift()?.();
  expect(onOver).toHaveBeenCalledTimes(1);
  vi.restoreAllMocks();
});
