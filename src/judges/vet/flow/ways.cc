#include "judges/vet/flow/ways.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace ward::vet {
namespace {

constexpr size_t max_steps = 12;  // of one way
// A way through many places of several files is more often the graph's than the program's: it is told and does not
// count.
constexpr size_t max_near_steps = 12;
constexpr size_t max_near_files = 3;
constexpr size_t max_excerpt = 120;

// Bytes of a character that the end cuts in two.
size_t cut_short(std::string_view text) {
    size_t tail = 0;
    while (tail < 3 && tail < text.size() && (static_cast<unsigned char>(text[text.size() - 1 - tail]) & 0xc0) == 0x80)
        ++tail;
    if (tail >= text.size()) return 0;
    const auto lead = static_cast<unsigned char>(text[text.size() - 1 - tail]);
    const size_t needs = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    return tail < needs ? tail + 1 : 0;
}

}  // namespace

Evidence Ways::place(uint32_t file, uint32_t offset) {
    const Module& module = analysis_.modules[file];
    std::vector<uint32_t>& starts = lines_[file];
    if (starts.empty()) {
        starts.push_back(0);
        for (uint32_t i = 0; i < module.bytes.size(); ++i)
            if (module.bytes[i] == '\n') starts.push_back(i + 1);
    }
    const auto line = std::ranges::upper_bound(starts, offset) - starts.begin();
    const uint32_t begin = starts[static_cast<size_t>(line - 1)];
    const uint32_t end = static_cast<size_t>(line) < starts.size() ? starts[static_cast<size_t>(line)]
                                                                   : static_cast<uint32_t>(module.bytes.size());
    uint32_t from = begin;
    if (end - begin > max_excerpt && offset > begin + max_excerpt / 4)
        from = offset - static_cast<uint32_t>(max_excerpt / 4);
    while (from > begin && (static_cast<unsigned char>(module.bytes[from]) & 0xc0) == 0x80) --from;
    const std::string_view text = trim(module.bytes.substr(from, std::min<size_t>(end - from, max_excerpt)));
    return {module.path, line, std::string(text.substr(0, text.size() - cut_short(text)))};
}

bool Ways::add(std::vector<Evidence>& out, SlotIndex slot, Fact fact, uint32_t file, uint32_t offset) {
    std::vector<Evidence> steps = {place(file, offset)};
    std::set<SlotIndex> passed;
    Fact at = fact;
    while (slot != 0 && passed.insert(slot).second) {
        const Slot& here = analysis_.graph.slots[slot];
        if (here.file != 0) {
            const Evidence step = place(here.file, here.offset);
            if (step.path != steps.back().path || step.line != steps.back().line) steps.push_back(step);
        }
        const SlotIndex from = analysis_.graph.source_of(slot, at);
        if (from == 0) break;
        at = origin_in(from, at);
        // Where a module or a global object was named first is no step.
        if (at.kind() == FactKind::entity && analysis_.knowledge[at.index()].role != Role::environment) break;
        slot = from;
    }
    std::ranges::reverse(steps);
    std::set<std::string_view> files;
    for (const Evidence& step : steps) files.insert(step.path);
    const bool is_near = files.size() <= max_near_files && (files.size() == 1 || steps.size() <= max_near_steps);
    // The middle of a long way is left out.
    if (steps.size() > max_steps)
        steps.erase(steps.begin() + max_steps / 2, steps.end() - static_cast<std::ptrdiff_t>(max_steps / 2));
    for (Evidence& step : steps)
        if (out.size() < max_evidence && std::ranges::find(out, step) == out.end()) out.push_back(std::move(step));
    return is_near;
}

Fact Ways::origin_in(SlotIndex from, Fact fact) const {
    Fact best = fact;
    bool same = false;
    analysis_.graph.each_fact(from, [&](Fact one) { same |= one == fact; });
    if (same) return fact;
    analysis_.graph.each_fact(from, [&](Fact one) {
        if (one.kind() == FactKind::taint || one.kind() == FactKind::entity) best = one;
    });
    return best;
}

}  // namespace ward::vet
