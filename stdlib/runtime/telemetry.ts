/** Spans and events for OpenTelemetry, where its API is present. Names and codes alone: never a value, never a secret. */

export type Attributes = Readonly<Record<string, string>>;

export interface Span {
  set(attributes: Attributes): void;
  fail(code: string): void;
  end(): void;
}

export interface Telemetry {
  span(name: string, attributes: Attributes): Span;
  event(name: string, attributes: Attributes): void;
}

const silentSpan: Span = { set: () => undefined, fail: () => undefined, end: () => undefined };

export const silent: Telemetry = { span: () => silentSpan, event: () => undefined };

/** What is used of `@opentelemetry/api`. */
export interface TelemetryApi {
  readonly trace: {
    getTracer(name: string): { startSpan(name: string, options?: { attributes?: Record<string, string> }): ApiSpan };
    getActiveSpan(): ApiSpan | undefined;
  };
}

interface ApiSpan {
  setAttributes(attributes: Record<string, string>): unknown;
  setStatus(status: { code: number; message?: string }): unknown;
  addEvent(name: string, attributes?: Record<string, string>): unknown;
  end(): void;
}

export function telemetryOf(api: TelemetryApi): Telemetry {
  const tracer = api.trace.getTracer("remit");
  const error = 2;
  return {
    span(name, attributes) {
      const span = tracer.startSpan(name, { attributes: { ...attributes } });
      return {
        set: (more) => span.setAttributes({ ...more }),
        fail: (code) => span.setStatus({ code: error, message: code }),
        end: () => span.end(),
      };
    },
    event(name, attributes) {
      const active = api.trace.getActiveSpan();
      if (active !== undefined) active.addEvent(name, { ...attributes });
      // Where the application has no span open, it is one of its own.
      else tracer.startSpan(name, { attributes: { ...attributes } }).end();
    },
  };
}

/** That of the application, where it has the package; else silence. */
export async function presentTelemetry(): Promise<Telemetry> {
  const name: string = "@opentelemetry/api";
  try {
    const api: TelemetryApi = await import(name);
    return telemetryOf(api);
  } catch {
    return silent;
  }
}
