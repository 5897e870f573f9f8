// What `ward vet name`, `ward vet registry` and others share: the lists that names are compared with, by the options.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "faces/cli/command.h"
#include "faces/report/text_table.h"
#include "judges/vet/judged.h"
#include "judges/vet/names/names.h"

namespace ward::cli {

struct NameLists {
    names::PopularNames popular;
    std::optional<vet::PrivateNames> own;
    std::vector<std::string> problems;  // rows of the lists that could not be read: the result is incomplete

    const vet::PrivateNames* private_names() const { return own ? &*own : nullptr; }
};
// --popular, else what `ward db update names` fetched, else the list in the program (npm); --private.
Result<NameLists> name_lists(const Invocation& invocation);
// --type, npm by default.
Result<names::Ecosystem> ecosystem_of(const Invocation& invocation);

// As `ward vet` judges a name alone.
vet::Judged judged_name(const vet::NameReading& reading, names::Ecosystem ecosystem,
                        std::span<const vet::Label> labels);

// "place 215 by use; 3,400 times as much used"
std::string use_text(const vet::Likeness& likeness, const vet::Known& known);

// Rows of likenesses: those that count, then with `dismissed` those that do not.
report::TextTable likeness_table();
void add_rows(report::TextTable& table, const vet::NameReading& reading, const vet::Score& score, bool dismissed);

// --format and --json as every report; else `text`, and the gate's exit status.
Result<int> deliver_names(const Report& report, const std::vector<vet::Judged>& judged, const std::string& text,
                          const Invocation& invocation);

Result<int> vet_name(const Invocation& invocation);
Result<int> vet_registry(const Invocation& invocation);
// vet name --defend: names that could be taken for the caller's own.
Result<int> defend_name(const Invocation& invocation);

}  // namespace ward::cli
