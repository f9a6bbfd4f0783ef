/** Typed arrays that grow and lose their first elements. */

type Numbers = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

/** The same elements in twice the space. */
export function grown<Array extends Numbers>(array: Array): Array {
  const larger = new (array.constructor as new (length: number) => Array)(array.length * 2)
  larger.set(array)
  return larger
}

/** Without the first `count` elements, in the same space. */
export function shifted<Array extends Numbers>(array: Array, count: number): Array {
  array.copyWithin(0, count)
  return array
}
