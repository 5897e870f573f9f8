// Where records come from: opens whatever a path names and cuts it into jobs of about a megabyte, which any thread can
// load. The cuts depend on the input alone, so that the same input gives the same index on every machine.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "facts/advisory/batch.h"

namespace ward::advisory {

struct Job {
    size_t source = 0;  // position in SourceList::labels
    std::function<void(Chunk&)> load;
};

struct SourceList {
    std::vector<std::string> labels;  // for messages: the path, with that inside a folder
    std::vector<Job> jobs;
    std::vector<std::string> problems;  // parts that could not be opened at all
    Notes notes;
};

// An error where a named path is not there or cannot be opened; a part of a folder that cannot be is a problem.
Result<SourceList> open_sources(std::span<const std::string> paths);

}  // namespace ward::advisory
