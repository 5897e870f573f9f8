// ward run --conformance NODE: does this node binary keep its permission model, and do ward and the kernel answer as it
// does? Cases are data that is compiled in: questions with their answers by version (data/conformance) and published
// attacks (data/attacks). For the runtime's own maintainers; docs/permission-conformance.md shows it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace ward::cli::conformance {

struct Request {
    std::string node;                // a program, as it was named
    std::vector<std::string> cases;  // prefixes of ids; none: all
    bool json = false;
};

// Prints the table, or one JSON object. 0: all as expected; 1: a case differs; 4: none differs, and some could not be
// asked.
Result<int> run(const Request& request);

}  // namespace ward::cli::conformance
