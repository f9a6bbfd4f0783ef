import { configure } from '@testing-library/react'

// A page that loads its parts lazily takes seconds on a busy machine; the wait ends as soon as it is there.
configure({ asyncUtilTimeout: 10_000 })
