#include "judges/vet/signal.h"

#include <algorithm>
#include <iterator>

#include "judges/vet/signals.h"

namespace ward::vet {

std::string_view name_of(Family family) {
    switch (family) {
        case Family::name: return "name";
        case Family::metadata: return "metadata";
        case Family::source: return "source";
    }
    return "";
}

std::string_view name_of(Gravity gravity) {
    switch (gravity) {
        case Gravity::info: return "info";
        case Gravity::low: return "low";
        case Gravity::medium: return "medium";
        case Gravity::high: return "high";
        case Gravity::critical: return "critical";
    }
    return "";
}

std::span<const Signal> all_signals() {
    static const std::vector<Signal> all = [] {
        std::vector<Signal> rows;
        for (const std::span<const Signal> family : {name_signals(), metadata_signals(), source_signals()})
            std::ranges::copy(family, std::back_inserter(rows));
        std::ranges::sort(rows, {}, &Signal::id);
        return rows;
    }();
    return all;
}

const Signal* signal_named(std::string_view id) {
    const auto found = std::ranges::lower_bound(all_signals(), id, {}, &Signal::id);
    return found != all_signals().end() && found->id == id ? &*found : nullptr;
}

}  // namespace ward::vet
