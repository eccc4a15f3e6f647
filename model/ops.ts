/**
 * The few ops the network is made of, with gradients in closed form where that saves kernels.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Randomness, Tensors } from "./engine/engine.ts";

/**
 * A parameter by name.
 *
 * @throws {Error} naming the parameter that is missing.
 */
export function parameter(params: Tensors, name: string): Tensor {
  const value = params[name];
  if (value === undefined) {
    throw new Error(`Cannot build the network: there is no parameter "${name}"`);
  }
  return value;
}

/** `x · weightᵀ + bias`: `[..., in]` → `[..., out]`, weight `[out, in]` as in PyTorch. */
export function linear(params: Tensors, name: string, x: Tensor): Tensor {
  return project(x, parameter(params, `${name}.weight`), parameter(params, `${name}.bias`));
}

/** `x · weightᵀ + bias`: `[..., in]` → `[..., out]`; without a bias, `x · weightᵀ`. */
export function project(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const [outputs, inputs] = weight.shape as [number, number];
  const rows = tf.reshape(x, [-1, inputs]);
  const product = tf.matMul(rows as tf.Tensor2D, weight as tf.Tensor2D, false, true);
  const sum = bias === undefined ? product : tf.add(product, bias);
  return tf.reshape(sum, [...x.shape.slice(0, -1), outputs]);
}

/**
 * `(x - mean) / sqrt(variance + eps)` with the biased variance over `axes`.
 *
 * With y the result, r = 1 / sqrt(variance + eps) and means over `axes`, the gradient is
 * `dx = r · (dy - mean(dy) - y · mean(dy · y))`.
 */
export function standardize(x: Tensor, axes: number[], eps: number): Tensor {
  return tf.customGrad((x, save) => {
    const centred = tf.sub(x as Tensor, tf.mean(x as Tensor, axes, true));
    const variance = tf.mean(tf.square(centred), axes, true);
    const scale = tf.rsqrt(tf.add(variance, eps));
    const value = tf.mul(centred, scale);
    (save as tf.GradSaveFunc)([value, scale]);
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      const [y, r] = saved as [Tensor, Tensor];
      const projection = tf.mul(y, tf.mean(tf.mul(dy, y), axes, true));
      return tf.mul(tf.sub(tf.sub(dy, tf.mean(dy, axes, true)), projection), r);
    };
    return { value, gradFunc };
  })(x);
}

/** LayerNorm over the last axis, with gain and bias `[channels]`. */
export function layerNorm(params: Tensors, name: string, x: Tensor, eps: number): Tensor {
  const y = standardize(x, [x.rank - 1], eps);
  const scaled = tf.mul(y, parameter(params, `${name}.weight`));
  return tf.add(scaled, parameter(params, `${name}.bias`));
}

/**
 * `gelu(x) = x · Φ(x)` with Φ the normal distribution function, by erf.
 *
 * The gradient is `dx = dy · (Φ(x) + x · φ(x))` with φ the normal density. It computes Φ(x) anew: a
 * backend that has a kernel of gelu keeps x alone.
 */
export function gelu(x: Tensor): Tensor {
  return tf.customGrad((x, save) => {
    (save as tf.GradSaveFunc)([x as Tensor]);
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      const x = saved[0]!;
      const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return tf.mul(dy, tf.add(distribution(x), tf.mul(x, density)));
    };
    const hasKernel = tf.getKernel("Gelu", tf.getBackend()) !== undefined;
    const value: Tensor = hasKernel
      ? tf.engine().runKernel("Gelu", { x: x as Tensor })
      : tf.mul(x as Tensor, distribution(x as Tensor));
    return { value, gradFunc };
  })(x);
}

function distribution(x: Tensor): Tensor {
  return tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
}

/**
 * Inverted dropout; the identity where `random` is absent (evaluation) or the rate is 0.
 *
 * Multipliers are made where they are needed, for the gradient once more, and not kept.
 */
export function dropout(x: Tensor, rate: number, random: Randomness | undefined): Tensor {
  if (random === undefined || rate === 0) return x;
  const multiplier = random.dropout(x.shape, rate);
  return tf.customGrad((x) => ({
    value: tf.mul(x as Tensor, random.again(multiplier, x as Tensor)),
    gradFunc: (dy: Tensor) => tf.mul(dy, random.again(multiplier, dy)),
  }))(x);
}

/** `dropout(x) · y`; for the gradient x is dropped out once more, and what was left of it not kept. */
export function dropoutMatMul(
  x: Tensor,
  y: Tensor,
  rate: number,
  random: Randomness | undefined,
): Tensor {
  if (random === undefined || rate === 0) return tf.matMul(x, y);
  const multiplier = random.dropout(x.shape, rate);
  return tf.customGrad((...args) => {
    const [x, y, save] = args as unknown as [Tensor, Tensor, tf.GradSaveFunc];
    save([x, y]);
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      const [x, y] = saved as [Tensor, Tensor];
      const again = random.again(multiplier, dy);
      return [
        tf.mul(tf.matMul(dy, y, false, true), again),
        tf.matMul(tf.mul(x, again), dy, true, false),
      ];
    };
    return { value: tf.matMul(tf.mul(x, random.again(multiplier, x)), y), gradFunc };
  })(x, y);
}

/** The identity, through which no gradient flows. */
export function stopGradient(x: Tensor): Tensor {
  return tf.customGrad((x) => {
    return { value: tf.clone(x as Tensor), gradFunc: (dy: Tensor) => tf.zerosLike(dy) };
  })(x);
}
