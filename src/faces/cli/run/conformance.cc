// See conformance.h.
#include "faces/cli/run/conformance.h"

#include <sys/resource.h>

#include <algorithm>

#include <fmt/core.h>

#include "base/embedded.h"
#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/run/conformance_rows.h"

namespace ward::cli {

// Compiled in (src/faces/cli/CMakeLists.txt).
std::span<const EmbeddedFile> attack_files();
std::span<const EmbeddedFile> conformance_files();

namespace conformance {
namespace {

constexpr rlim_t max_file = 64u << 20;  // bytes a case may write into one; a heap snapshot is the largest honest one

struct Cases {
    std::vector<AskSet> sets;
    std::vector<Attack> attacks;
    std::string_view probe;
};

Result<Cases> read_cases() {
    Cases out;
    for (const EmbeddedFile& file : conformance_files()) {
        if (file.name == "probe.js") {
            out.probe = file.text;
            continue;
        }
        WARD_TRY(auto sets, parse_asks(file.name, file.text));
        std::ranges::move(sets, std::back_inserter(out.sets));
    }
    for (const EmbeddedFile& file : attack_files()) {
        WARD_TRY(auto attack, parse_attack(file.name, file.text));
        out.attacks.push_back(std::move(attack));
    }
    return out;
}

// `P01.3` chooses its set, whose questions are asked together.
bool is_chosen(const Request& request, std::string_view id) {
    return request.cases.empty() || std::ranges::any_of(request.cases, [&](std::string_view prefix) {
               return id.starts_with(prefix) || prefix.starts_with(std::string(id) + ".");
           });
}

// Of this process and all that it starts: no case fills the disk or leaves a core.
void limit_files() {
    for (const auto& [what, most] : {std::pair(RLIMIT_FSIZE, max_file), std::pair(RLIMIT_CORE, rlim_t{0})}) {
        rlimit limit{};
        if (::getrlimit(what, &limit) != 0) continue;
        limit.rlim_cur = std::min(limit.rlim_max, most);
        (void)::setrlimit(what, &limit);  // a limit that cannot be set is the machine's own
    }
}

}  // namespace

Result<int> run(const Request& request) {
    WARD_TRY(Cases cases, read_cases());
    std::erase_if(cases.sets, [&](const AskSet& set) { return !is_chosen(request, set.id); });
    std::erase_if(cases.attacks, [&](const Attack& attack) { return !is_chosen(request, attack.id); });
    if (cases.sets.empty() && cases.attacks.empty())
        return fail(ErrorCode::usage, "no case begins with '" + display(join(request.cases, "', '")) + "'", "--case");
    WARD_TRY(const Binary node, look_at(request.node));
    limit_files();
    std::vector<Row> rows;
    for (const AskSet& set : cases.sets) std::ranges::move(run_set(set, node, cases.probe), std::back_inserter(rows));
    for (const Attack& attack : cases.attacks) std::ranges::move(run_attack(attack, node), std::back_inserter(rows));
    WARD_TRY_VOID(print(request.json ? json_of(rows, node) : table_of(rows, node)));
    const Summary sum = summary_of(rows);
    return sum.differ > 0 ? 1 : sum.not_run > 0 ? 4 : 0;
}

}  // namespace conformance
}  // namespace ward::cli
