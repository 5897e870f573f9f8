// All objects of an object store, looked through for a taint set: what refs reach, what reflogs and stashes reach, and
// what nothing reaches any more. (Private to this folder.)
#pragma once

#include <vector>

#include "actions/release/embargo/changes.h"
#include "actions/release/embargo/clean_cache.h"
#include "actions/release/embargo/leak.h"
#include "actions/release/embargo/matcher.h"
#include "io/gitobjects/store.h"

namespace ward::release {

// `sources` are where parents of commits are looked for, the store among them. Leaks have no place yet, but for the
// line.
LeakReport check_objects(const gitobjects::ObjectStore& store, const ObjectSources& sources,
                         const TaintMatcher& matcher, const CleanCache& cache);

// One object whose bytes are at hand; not what a commit changes.
std::vector<Leak> leaks_of_object(const gitobjects::ObjectId& id, const gitobjects::Object& object,
                                  const TaintMatcher& matcher);

}  // namespace ward::release
