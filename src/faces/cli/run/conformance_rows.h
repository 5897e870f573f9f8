// What is reported: a row for each case in each mode, and how rows become a table or JSON.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/embedded.h"
#include "base/result.h"
#include "faces/cli/run/conformance_cases.h"
#include "faces/cli/run/conformance_node.h"

namespace ward::cli::conformance {

struct Row {
    std::string id, title, label, reference;
    std::string_view mode;  // node: its own model; ward: Permissions::has(); kernel: Landlock and seccomp alone
    std::string result, expected;
    enum class State {
        same,
        differs,
        not_run,       // it could not be asked here; `detail` says why
        not_for_this,  // this version is not spoken of
    } state = State::same;
    std::string detail;
};

// ---- conformance_asks.cc ----
std::vector<Row> run_set(const AskSet& set, const Binary& node, std::string_view probe);
// ---- conformance_attacks.cc ----
std::vector<Row> run_attack(const Attack& attack, const Binary& node);

// ---- conformance_report.cc ----
struct Summary {
    size_t same = 0, differ = 0, not_run = 0, not_for_this = 0;
};
Summary summary_of(std::span<const Row> rows);
std::string table_of(std::span<const Row> rows, const Binary& node);
std::string json_of(std::span<const Row> rows, const Binary& node);


}  // namespace ward::cli::conformance
