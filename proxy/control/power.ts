/** Whether Adit passes requests on. Off, it keeps its port: whoever took it would get what the tools send. */
export class Power {
  #isOn = true;
  readonly #onChange: (on: boolean) => void;

  /** `onChange` is told when it is switched. */
  constructor(onChange: (on: boolean) => void) {
    this.#onChange = onChange;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  set(on: boolean): void {
    if (on === this.#isOn) return;
    this.#isOn = on;
    this.#onChange(on);
  }
}
