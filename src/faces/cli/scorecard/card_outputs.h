// Where the forms of a card go.
#pragma once

#include <string>
#include <vector>

#include "faces/cli/command.h"
#include "faces/report/card.h"

namespace ward::cli {

struct CardOutput {
    const report::CardForm* form = nullptr;  // null: the form that all of ward's reports have (json: ward-report/1)
    std::string path = {};                   // "-": standard output
};

// Of --format NAME[=FILE], --json and --output; `otherwise` where none is named.
Result<std::vector<CardOutput>> card_outputs(const Invocation& invocation, std::string_view otherwise);

report::CardStyle card_style(const Invocation& invocation, const CardOutput& output);

}  // namespace ward::cli
