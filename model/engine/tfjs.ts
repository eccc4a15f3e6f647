/**
 * Loads tfjs: the gradients of its kernels and the plain JavaScript backend register themselves.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs";

// Without its greeting and its debugging checks.
tf.enableProdMode();
