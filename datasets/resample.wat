;; The two passes of resample.ts over a grey image, in WebAssembly text.
;; `deno task kernel` makes resample.wasm of it.
(module
  (memory (export "memory") 1)

  ;; Each row of `stride` bytes becomes one of `made` bytes. For every output position the taps hold
  ;; where its input begins (4 bytes) and, for every eight inputs, the upper parts of their weights
  ;; (eight times 16 bits) and the lower 11 bits: products of parts fit a multiply-add of 16 bits.
  (func (export "columns")
    (param $from i32) (param $stride i32) (param $height i32)
    (param $to i32) (param $made i32) (param $taps i32) (param $groups i32)
    (local $tap i32) (local $end i32) (local $at i32) (local $group i32)
    (local $pixels v128) (local $upper v128) (local $lower v128)
    (loop $row
      (local.set $tap (local.get $taps))
      (local.set $end (i32.add (local.get $to) (local.get $made)))
      (loop $position
        (local.set $at (i32.add (local.get $from) (i32.load (local.get $tap))))
        (local.set $tap (i32.add (local.get $tap) (i32.const 4)))
        (local.set $upper (v128.const i32x4 0 0 0 0))
        (local.set $lower (v128.const i32x4 0 0 0 0))
        (local.set $group (local.get $groups))
        (loop $eight
          (local.set $pixels (v128.load8x8_u (local.get $at)))
          (local.set $upper (i32x4.add (local.get $upper)
            (i32x4.dot_i16x8_s (local.get $pixels) (v128.load (local.get $tap)))))
          (local.set $lower (i32x4.add (local.get $lower)
            (i32x4.dot_i16x8_s (local.get $pixels) (v128.load offset=16 (local.get $tap)))))
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (local.set $tap (i32.add (local.get $tap) (i32.const 32)))
          (br_if $eight (local.tee $group (i32.sub (local.get $group) (i32.const 1)))))
        (local.set $upper (i32x4.add
          (i32x4.shl (local.get $upper) (i32.const 11)) (local.get $lower)))
        ;; The sum of the four lanes, in each lane.
        (local.set $upper (i32x4.add (local.get $upper)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (local.get $upper) (local.get $upper))))
        (local.set $upper (i32x4.add (local.get $upper)
          (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11
            (local.get $upper) (local.get $upper))))
        (i32.store8 (local.get $to) (i32.shr_s
          (i32.add (i32x4.extract_lane 0 (local.get $upper)) (i32.const 0x200000))
          (i32.const 22)))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (br_if $position (i32.lt_u (local.get $to) (local.get $end))))
      (local.set $from (i32.add (local.get $from) (local.get $stride)))
      (br_if $row (local.tee $height (i32.sub (local.get $height) (i32.const 1))))))

  ;; Rows of `line` bytes are blended into `height` rows, 16 bytes at once: up to 15 bytes past the end
  ;; of the input are read and past that of the output written. For every output row the taps hold its
  ;; first input row, the number of input rows, and their weights, 4 bytes each.
  (func (export "rows")
    (param $from i32) (param $line i32) (param $to i32) (param $height i32) (param $taps i32)
    (local $x i32) (local $at i32) (local $tap i32) (local $last i32)
    (local $pixels v128) (local $half v128) (local $weight v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $row
      (local.set $last (i32.add (i32.add (local.get $taps) (i32.const 8))
        (i32.shl (i32.load offset=4 (local.get $taps)) (i32.const 2))))
      (local.set $x (i32.const 0))
      (loop $sixteen
        (local.set $at (i32.add (i32.add (local.get $from) (local.get $x))
          (i32.mul (i32.load (local.get $taps)) (local.get $line))))
        (local.set $tap (i32.add (local.get $taps) (i32.const 8)))
        (local.set $a (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
        (local.set $b (local.get $a))
        (local.set $c (local.get $a))
        (local.set $d (local.get $a))
        (loop $input
          (local.set $pixels (v128.load (local.get $at)))
          (local.set $weight (v128.load32_splat (local.get $tap)))
          (local.set $half (i16x8.extend_low_i8x16_u (local.get $pixels)))
          (local.set $a (i32x4.add (local.get $a) (i32x4.mul (local.get $weight)
            (i32x4.extend_low_i16x8_u (local.get $half)))))
          (local.set $b (i32x4.add (local.get $b) (i32x4.mul (local.get $weight)
            (i32x4.extend_high_i16x8_u (local.get $half)))))
          (local.set $half (i16x8.extend_high_i8x16_u (local.get $pixels)))
          (local.set $c (i32x4.add (local.get $c) (i32x4.mul (local.get $weight)
            (i32x4.extend_low_i16x8_u (local.get $half)))))
          (local.set $d (i32x4.add (local.get $d) (i32x4.mul (local.get $weight)
            (i32x4.extend_high_i16x8_u (local.get $half)))))
          (local.set $at (i32.add (local.get $at) (local.get $line)))
          (local.set $tap (i32.add (local.get $tap) (i32.const 4)))
          (br_if $input (i32.lt_u (local.get $tap) (local.get $last))))
        (v128.store (i32.add (local.get $to) (local.get $x))
          (i8x16.narrow_i16x8_u
            (i16x8.narrow_i32x4_s
              (i32x4.shr_s (local.get $a) (i32.const 22))
              (i32x4.shr_s (local.get $b) (i32.const 22)))
            (i16x8.narrow_i32x4_s
              (i32x4.shr_s (local.get $c) (i32.const 22))
              (i32x4.shr_s (local.get $d) (i32.const 22)))))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br_if $sixteen (i32.lt_u (local.get $x) (local.get $line))))
      (local.set $to (i32.add (local.get $to) (local.get $line)))
      (local.set $taps (local.get $last))
      (br_if $row (local.tee $height (i32.sub (local.get $height) (i32.const 1)))))))
