/**
 * A function of an object's content that is computed once for each object. For values of a document, which never
 * change and which a large document keeps from keystroke to keystroke; what is gone is forgotten.
 */
export function remembered<Of extends object, Value>(compute: (object: Of) => Value): (object: Of) => Value {
  const known = new WeakMap<Of, { value: Value }>()
  return object => {
    const found = known.get(object) ?? { value: compute(object) }
    known.set(object, found)
    return found.value
  }
}
