// What the signals of names are worth, on labelled names: docs/vet-evaluation.md is what this prints.
//   vet_evaluation_bench NPM.tsv MALICIOUS.tsv PAIRS.csv [PYPI.tsv]
// NPM.tsv and PYPI.tsv are lists of names (name_list.h), MALICIOUS.tsv has the columns ecosystem, kind, name, cluster,
// PAIRS.csv begins with malicious_package, target_package, ecosystem.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/parallel.h"
#include "base/text.h"
#include "judges/vet/names/names.h"
#include "judges/vet/score.h"

namespace {

using namespace ward;
using names::PopularNames;
using vet::Likeness;
using vet::NameReader;
using vet::NameReading;

constexpr size_t max_bytes = size_t{1} << 30;
constexpr uint64_t rare_downloads = 5'000;

template <typename T>
T must(Result<T> result) {
    if (result) return *std::move(result);
    fmt::print(stderr, "{}\n", result.error().message());
    std::exit(3);
}

struct Labelled {
    std::string name;
    std::string cluster;
};

struct Pair {
    std::string name;
    std::string target;
};

std::vector<std::vector<std::string>> read_cells(const std::string& path, char separator) {
    std::vector<std::vector<std::string>> rows;
    const std::string text = must(read_file(path, max_bytes));
    for (const std::string_view line : split(text, '\n')) {
        if (line.empty()) continue;
        std::vector<std::string> cells;
        for (const std::string_view cell : split(line, separator)) cells.emplace_back(trim(cell));
        rows.push_back(std::move(cells));
    }
    return rows;
}

std::vector<Labelled> read_malicious(const std::string& path, std::string_view ecosystem) {
    std::vector<Labelled> out;
    for (const auto& cells : read_cells(path, '\t'))
        if (cells.size() >= 4 && cells[0] == ecosystem && cells[1] == "malicious_intent")
            out.push_back({cells[2], cells[3]});
    return out;
}

std::vector<Pair> read_pairs(const std::string& path, std::string_view ecosystem) {
    std::vector<Pair> out;
    for (const auto& cells : read_cells(path, ','))
        if (cells.size() >= 3 && cells[2] == ecosystem) out.push_back({cells[0], cells[1]});
    return out;
}

std::vector<NameReading> read_all(const NameReader& reader, const std::vector<std::string>& list) {
    constexpr size_t block = 4'096;
    std::vector<NameReading> out(list.size());
    parallel_for((list.size() + block - 1) / block, [&](size_t part) {
        for (size_t i = part * block; i < std::min(list.size(), (part + 1) * block); ++i)
            out[i] = reader.read(list[i], {}, vet::Dismissed::dropped);
    });
    return out;
}

// The technique that would weigh, "" where there is none; T10 never weighs.
std::string technique_of(const NameReading& reading) {
    for (const Likeness& one : reading.likenesses)
        if (one.signal != "T10" && one.signal < "T19") return one.signal;
    return {};
}

bool has(const NameReading& reading, std::string_view signal) {
    return std::ranges::find(reading.likenesses, signal, &Likeness::signal) != reading.likenesses.end();
}

// Hits and trials: of benign names their number, of malicious ones that of clusters, each of which counts once.
struct Share {
    double hits = 0;
    double of = 0;
    double rate() const { return of == 0 ? 0 : hits / of; }
};

using Shares = std::map<std::string, Share>;

const std::vector<std::string>& signals() {
    static const std::vector<std::string> ids = [] {
        std::vector<std::string> made;
        for (int i = 1; i <= 20; ++i) made.push_back(fmt::format("T{:02}", i));
        return made;
    }();
    return ids;
}

bool shows(const NameReading& reading, const std::string& id) {
    return id == "T10" || id >= "T19" ? has(reading, id) : technique_of(reading) == id;
}

Shares shares_of(const std::vector<NameReading>& readings, const std::vector<std::string>& clusters) {
    std::map<std::string, double> sizes;
    for (const std::string& cluster : clusters) ++sizes[cluster];
    Shares out;
    for (const std::string& id : signals()) {
        Share& share = out[id];
        share.of = clusters.empty() ? static_cast<double>(readings.size()) : static_cast<double>(sizes.size());
        for (size_t i = 0; i < readings.size(); ++i)
            if (shows(readings[i], id)) share.hits += clusters.empty() ? 1 : 1 / sizes[clusters[i]];
    }
    return out;
}

struct Ratio {
    double value, low, high;
};
// Of two shares, with half a hit added to each; the interval is that of the logarithm (Katz).
Ratio ratio_of(const Share& a, const Share& b) {
    const double x = a.hits + 0.5, n = a.of + 1, y = b.hits + 0.5, m = b.of + 1;
    const double value = (x / n) / (y / m);
    const double spread = 1.96 * std::sqrt(1 / x - 1 / n + 1 / y - 1 / m);
    return {value, value * std::exp(-spread), value * std::exp(spread)};
}

void print_ratios(std::string_view title, const PopularNames& popular, const std::vector<Labelled>& malicious,
                  const std::vector<std::string>& benign) {
    const NameReader reader(popular, nullptr, 0);
    std::vector<std::string> bad;
    std::vector<std::string> clusters;
    for (const Labelled& one : malicious) {
        bad.push_back(one.name);
        clusters.push_back(one.cluster);
    }
    const std::vector<NameReading> bad_readings = read_all(reader, bad);
    const std::vector<NameReading> good_readings = read_all(reader, benign);
    const Shares of_bad = shares_of(bad_readings, clusters);
    const Shares of_names = shares_of(bad_readings, {});
    const Shares of_good = shares_of(good_readings, {});
    fmt::print("### {}\n\n", title);
    fmt::print(
        "| signal | malicious names of {} | clusters of {:.0f} | benign names of {} | likelihood ratio | 95 % interval "
        "| "
        "logarithm |\n| --- | --- | --- | --- | --- | --- | --- |\n",
        bad.size(), of_bad.at("T01").of, benign.size());
    for (const std::string& id : signals()) {
        const vet::Signal* signal = vet::signal_named(id);
        fmt::print("| {} {} | {:.0f} | {:.1f} | {:.0f} |", id, signal == nullptr ? "" : signal->name,
                   of_names.at(id).hits, of_bad.at(id).hits, of_good.at(id).hits);
        // Neither side has one (scopes): nothing is measured.
        if (of_bad.at(id).hits == 0 && of_good.at(id).hits == 0) {
            fmt::print(" - | - | - |\n");
            continue;
        }
        const Ratio ratio = ratio_of(of_bad.at(id), of_good.at(id));
        fmt::print(" {:.2f} | {:.2f} to {:.2f} | {:+.2f} |\n", ratio.value, ratio.low, ratio.high,
                   std::log(ratio.value));
    }
    const auto any = [](const std::vector<NameReading>& readings) {
        return static_cast<size_t>(
            std::ranges::count_if(readings, [](const NameReading& one) { return !technique_of(one).empty(); }));
    };
    const auto percent = [](size_t part, size_t whole) {
        return 100.0 * static_cast<double>(part) / static_cast<double>(std::max<size_t>(1, whole));
    };
    fmt::print("\nAny of T01 to T18 but T10: {} of {} malicious names ({:.2f} %), {} of {} benign ones ({:.2f} %).\n\n",
               any(bad_readings), bad.size(), percent(any(bad_readings), bad.size()), any(good_readings), benign.size(),
               percent(any(good_readings), benign.size()));
}

void print_pairs(std::string_view title, const PopularNames& popular, const std::vector<Pair>& pairs, bool each) {
    const NameReader reader(popular, nullptr, 0);
    size_t right = 0, among = 0, any = 0, listed = 0;
    std::string missed;
    for (const Pair& pair : pairs) {
        const std::string name = names::registry_spelling(popular.ecosystem(), pair.name);
        const std::string target = names::registry_spelling(popular.ecosystem(), pair.target);
        const NameReading reading = reader.read(name, {}, vet::Dismissed::dropped);
        const bool found = !reading.likenesses.empty() && reading.likenesses.front().signal != "T10";
        // A label that names no package, but what the name is taken for.
        const bool is_option = target == "npm-cli-flag" && has(reading, "T20");
        const bool first = is_option || (found && reading.likenesses.front().target == target);
        any += found;
        right += first;
        among +=
            is_option || std::ranges::find(reading.likenesses, target, &Likeness::target) != reading.likenesses.end();
        const auto place = popular.place_of(target);
        listed += (place && *place < popular.targets()) || is_option;
        if (!first)
            missed += fmt::format("{}{} ({})", missed.empty() ? "" : ", ", pair.name,
                                  found                                 ? "as " + reading.likenesses.front().target
                                  : place && *place < popular.targets() ? "not found"
                                                                        : "its target is not listed");
    }
    fmt::print("| {} | {} | {} | {} | {} | {} |\n", title, pairs.size(), listed, right, among, any);
    if (each && !missed.empty()) fmt::print(stderr, "{}: {}\n", title, missed);
}

struct Rates {
    size_t names = 0, likenesses = 0, notices = 0, warns = 0;
};
Rates rates_of(const NameReader& reader, const std::vector<std::string>& list) {
    Rates out;
    for (const NameReading& reading : read_all(reader, list)) {
        ++out.names;
        out.likenesses += !technique_of(reading).empty() || has(reading, "T19") || has(reading, "T20");
        const vet::Outcome outcome = vet::score_of(vet::sightings_of(reading)).outcome;
        out.notices += outcome == vet::Outcome::notice;
        out.warns += outcome >= vet::Outcome::warn;
    }
    return out;
}

void print_rates(std::string_view title, const Rates& rates) {
    const auto of_thousand = [&](size_t count) {
        return 1'000.0 * static_cast<double>(count) / static_cast<double>(std::max<size_t>(1, rates.names));
    };
    fmt::print("| {} | {} | {} ({:.1f}) | {} ({:.1f}) | {} |\n", title, rates.names, rates.likenesses,
               of_thousand(rates.likenesses), rates.notices, of_thousand(rates.notices), rates.warns);
}

std::vector<std::string> names_between(const names::NameList& list, uint64_t least, uint64_t below) {
    std::vector<std::string> out;
    for (size_t i = 0; i < list.size(); ++i)
        if (const auto count = list.downloads(i); count && *count >= least && *count < below)
            out.emplace_back(list.name(i));
    return out;
}

names::NameList first_of(const names::NameList& list, size_t count) {
    names::NameList out = list;
    out.cut(count);
    return out;
}

}  // namespace

int main(int count, char** words) {
    if (count < 4) {
        fmt::print(stderr, "vet_evaluation_bench NPM.tsv MALICIOUS.tsv PAIRS.csv [PYPI.tsv]\n");
        return 2;
    }
    const auto list =
        must(names::read_names(must(read_file(words[1], max_bytes)), words[1], names::Ecosystem::npm)).list;
    const std::vector<Labelled> malicious = read_malicious(words[2], "npm");
    std::vector<std::string> benign;
    for (std::string& name : names_between(list, 0, rare_downloads))
        if (!name.starts_with('@')) benign.push_back(std::move(name));

    const PopularNames small = must(PopularNames::compiled_in());
    // Without the counts of rare names: of the malicious ones nobody knows them, and both sides have to be alike.
    const PopularNames large = PopularNames::of(first_of(list, 50'000), names::Ecosystem::npm, "50,000 names");
    const PopularNames whole = PopularNames::of(list, names::Ecosystem::npm, "all names with counts");

    fmt::print("## Likelihood ratios\n\n");
    print_ratios("Against the 5,000 names in the program", small, malicious, benign);
    print_ratios("Against the 50,000 most used names of the list", large, malicious, benign);

    fmt::print(
        "## Labelled look-alikes\n\n| targets | pairs | target listed | right target first | right target among "
        "those found | anything found |\n| --- | --- | --- | --- | --- | --- |\n");
    const std::vector<Pair> pairs = read_pairs(words[3], "npm");
    print_pairs("npm, 5,000 in the program", small, pairs, true);
    print_pairs("npm, 50,000 of the list", large, pairs, true);
    if (count > 4) {
        const auto pypi =
            must(names::read_names(must(read_file(words[4], max_bytes)), words[4], names::Ecosystem::pypi)).list;
        const PopularNames other = PopularNames::of(first_of(pypi, 15'000), names::Ecosystem::pypi, "15,000 names");
        print_pairs("PyPI, 15,000 of the list", other, read_pairs(words[3], "pypi"), true);
    }

    fmt::print(
        "\n## What is told of established names\n\n| names | count | a likeness (of 1,000) | verdict notice (of "
        "1,000) | warn or block |\n| --- | --- | --- | --- | --- |\n");
    const NameReader by_small(small, nullptr, 0);
    const NameReader by_whole(whole, nullptr, 0);
    for (const auto& [label, reader] : {std::pair{"5,000 in the program", &by_small}, {"the whole list", &by_whole}}) {
        std::vector<std::string> top;
        for (size_t i = 0; i < std::min<size_t>(5'000, list.size()); ++i) top.emplace_back(list.name(i));
        print_rates(fmt::format("the 5,000 most used; against {}", label), rates_of(*reader, top));
        constexpr uint64_t all = UINT64_MAX;
        for (const auto& [text, least, below] : {std::tuple{"50,000 downloads and more", uint64_t{50'000}, all},
                                                 {"5,000 to 50,000", uint64_t{5'000}, uint64_t{50'000}},
                                                 {"1,000 to 5,000", uint64_t{1'000}, uint64_t{5'000}},
                                                 {"less than 1,000", uint64_t{0}, uint64_t{1'000}},
                                                 {"all", uint64_t{0}, all}})
            print_rates(fmt::format("{}; against {}", text, label),
                        rates_of(*reader, names_between(list, least, below)));
    }
    return 0;
}
