// Where leaking objects are reached from: the ref or reflog, and the path in a commit's tree. (Private to this folder.)
#pragma once

#include <span>
#include <string>
#include <vector>

#include "actions/release/embargo/leak.h"
#include "actions/release/embargo/matcher.h"
#include "io/gitobjects/repository.h"

namespace ward::release {

constexpr size_t max_located_commits = 200'000;  // looked through for the way to an object

// From where objects are reached; the first that reaches one is told.
struct Starting {
    std::string name;  // "refs/heads/main", "reflog of HEAD"
    gitobjects::ObjectId id;
};

// The refs, HEAD and the ids of reflogs (`logs`: pairs of a ref's name and the file's text), in the order in which they
// are told.
std::vector<Starting> starting_points(const gitobjects::Repository& repository,
                                      std::span<const std::pair<std::string, std::string>> logs);

// Fills `reached_from` of leaks that have an object, and `place` of trees and blobs, redacted.
void locate(const gitobjects::Repository& repository, std::span<const Starting> starts, const TaintMatcher& matcher,
            std::vector<Leak>& leaks);

}  // namespace ward::release
