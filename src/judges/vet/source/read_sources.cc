// All files of a package, each by itself and in parallel; then what they mean together.
#include <algorithm>
#include <array>
#include <atomic>
#include <iterator>
#include <map>
#include <numeric>

#include <fmt/core.h>

#include "base/parallel.h"
#include "base/text.h"
#include "judges/vet/flow/flow.h"
#include "judges/vet/source/combinations.h"
#include "judges/vet/source/commands.h"
#include "judges/vet/source/install_scripts.h"
#include "judges/vet/source/javascript_file.h"
#include "judges/vet/source/other_files.h"
#include "judges/vet/source/package_files.h"
#include "judges/vet/source/source.h"

namespace ward::vet {
namespace {

// What a sighting weighs by its place.
constexpr double unreached_factor = 0.5;  // no script, main, export or bin of the package reaches the file
constexpr double aside_factor = 0.2;      // and it stands in a folder of tests, examples or documents

// Of files that are no code, whoever names them in `exports`.
constexpr std::string_view data_endings[] = {".json", ".wasm", ".css", ".md", ".html", ".map", ".svg", ".png", ".scss"};

struct FileReading {
    FileKind kind = FileKind::other;
    JavascriptReading javascript;
    std::string skipped;  // why it was not read
};

bool is_empty(const FileMarks& marks) {
    return marks.places().empty();
}

FileReading read_file(const npm::PackageFile& file, FileKind kind, const SourceLimits& limits,
                      javascript::TokenList& scratch) {
    FileReading reading{.kind = kind, .javascript = {}, .skipped = {}};
    if (kind == FileKind::other || kind == FileKind::declaration || kind == FileKind::manifest) return reading;
    if (file.bytes.size() > limits.file_bytes) {
        reading.skipped = fmt::format("is larger than {} bytes", limits.file_bytes);
        return reading;
    }
    switch (kind) {
        case FileKind::javascript: reading.javascript = read_javascript(file.bytes, file.path, scratch); break;
        case FileKind::addon: reading.javascript.marks.add(Mark::native_code, 0, file.path); break;
        default: {
            const CommandReading commands = read_other(kind, file.bytes, reading.javascript.marks);
            for (const std::string& one : commands.run_files)
                reading.javascript.requests.push_back({one, false, true, 1});
            for (const std::string& one : commands.shell_files)
                reading.javascript.requests.push_back({one, false, true, 1});
            break;
        }
    }
    return reading;
}

std::vector<FileReading> read_files(const npm::Package& package, const std::vector<FileKind>& kinds,
                                    const SourceLimits& limits) {
    std::vector<FileReading> readings(package.files.size());
    // Large ones first, so that the threads end together.
    std::vector<size_t> order(readings.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::ranges::stable_sort(order, std::greater{}, [&](size_t i) { return package.files[i].bytes.size(); });
    std::atomic<size_t> next = 0;
    parallel_for(std::min(thread_count(), order.size()), [&](size_t) {
        javascript::TokenList scratch;
        for (size_t place = next++; place < order.size(); place = next++) {
            const size_t i = order[place];
            readings[i] = read_file(package.files[i], kinds[i], limits, scratch);
        }
    });
    return readings;
}

// Sightings of the whole package, one for each row of the table that holds somewhere.
class Collection {
  public:
    void add_file(const FileMarks& marks, const std::string& path, double factor, bool by_install) {
        if (is_empty(marks)) return;
        std::array<bool, 32> told{};  // signals that a heavier row has told already
        for (size_t row = 0; row < combinations().size(); ++row) {
            const Combination& one = combinations()[row];
            if (!one.holds(marks, by_install)) continue;
            const auto number = to_number<size_t>(one.signal.substr(1)).value_or(0);
            // Of the rows that only name hosts or secrets each tells something new.
            const bool names_things = one.signal == "S02" || one.signal == "S12" || one.signal == "S14";
            if (told[number] && !names_things) continue;
            told[number] = true;
            Sighting& sighting = at(row);
            sighting.weight = std::max(sighting.weight.value_or(0), one.weight * factor);
            add_evidence(sighting, marks, one, path);
        }
    }

    std::vector<Sighting> take() {
        std::vector<Sighting> all;
        all.reserve(sightings_.size());
        for (auto& [row, sighting] : sightings_) all.push_back(std::move(sighting));
        return all;
    }

  private:
    Sighting& at(size_t row) {
        const auto [place, is_new] = sightings_.try_emplace(row);
        if (is_new) {
            place->second.signal = combinations()[row].signal;
            place->second.what = combinations()[row].what;
        }
        return place->second;
    }

    static void add_evidence(Sighting& sighting, const FileMarks& marks, const Combination& one,
                             const std::string& path) {
        // What the file uses is told where nothing else is to be told.
        for (const bool is_use : {false, true}) {
            if (is_use && !sighting.evidence.empty()) return;
            std::array<size_t, mark_count> told{};
            for (const Marked& place : marks.places()) {
                if (!one.concerns(place.mark) || is_use != (place.mark <= Mark::worker)) continue;
                if (told[static_cast<size_t>(place.mark)]++ >= 3 || sighting.evidence.size() == max_evidence) continue;
                const Evidence evidence{path, static_cast<int64_t>(place.line), place.text};
                if (std::ranges::find(sighting.evidence, evidence) == sighting.evidence.end())
                    sighting.evidence.push_back(evidence);
            }
        }
    }

    std::map<size_t, Sighting> sightings_;
};

void add_capabilities(const FileMarks& marks, const std::string& path, std::map<Capability, CapabilityUse>& to) {
    constexpr std::pair<Mark, Capability> uses[] = {
        {Mark::network, Capability::network},         {Mark::processes, Capability::processes},
        {Mark::files, Capability::files_read},        {Mark::writes_files, Capability::files_written},
        {Mark::environment, Capability::environment}, {Mark::runs_text, Capability::code_of_text},
        {Mark::native_code, Capability::native_code},
    };
    for (const auto& [mark, capability] : uses) {
        const Marked* first = marks.first(mark);
        // `x.rename()` writes a file only where files are used at all.
        if (first == nullptr || (capability == Capability::files_written && !marks.has(Mark::files))) continue;
        to.try_emplace(capability, CapabilityUse{capability, {path, first->line, first->text}});
    }
}

double factor_of(Reach reach, const std::string& path) {
    if (reach != Reach::none) return 1;
    return is_aside(path) ? aside_factor : unreached_factor;
}

// Tier 2, where there is a way out for what flows: a request, a command, text that is run, or code that only tier 2 can
// tell which of them it reaches.
void follow_flows(const npm::Package& package, const SourceLimits& limits,
                  const std::map<Capability, CapabilityUse>& capabilities, bool is_indirect, SourceReading& result) {
    const bool has_sink = is_indirect || capabilities.contains(Capability::network) ||
                          capabilities.contains(Capability::processes) ||
                          capabilities.contains(Capability::code_of_text);
    if (!has_sink || result.reached.empty()) return;
    FlowReading flows = read_flows(package, result.reached,
                                   {.file_bytes = limits.flow_bytes, .package_bytes = limits.flow_package_bytes});
    std::ranges::move(flows.sightings, std::back_inserter(result.sightings));
    std::ranges::move(flows.skipped, std::back_inserter(result.skipped));
}

// A file that is run and is not JavaScript as we read it.
void add_unreadable(std::vector<Sighting>& sightings, const std::vector<Evidence>& evidence) {
    if (evidence.empty()) return;
    Sighting sighting{.signal = "S16",
                      .what = evidence.size() == 1
                                  ? "a file that is run cannot be read"
                                  : fmt::format("{} files that are run cannot be read", evidence.size()),
                      .evidence = {},
                      .weight = {}};
    for (const Evidence& one : evidence)
        if (sighting.evidence.size() < max_evidence) sighting.evidence.push_back(one);
    sightings.push_back(std::move(sighting));
}

// By what each file is reached. What is reached and has another ending than JavaScript's is read as what runs it.
std::vector<Reach> reach_files(const npm::Package& package, const InstallScripts& scripts, const SourceLimits& limits,
                               std::vector<FileReading>& readings) {
    constexpr int max_rounds = 4;  // files of unusual names that ask for further ones
    javascript::TokenList scratch;
    std::vector<Reach> reach;
    for (int round = 0; round < max_rounds; ++round) {
        std::vector<std::vector<Asked>> asked(readings.size());
        for (size_t i = 0; i < readings.size(); ++i)
            for (const AskedModule& one : readings[i].javascript.requests)
                asked[i].push_back({one.specifier, one.by_import, one.is_mentioned});
        reach = reached(package, asked, scripts.files);
        bool has_more = false;
        for (size_t i = 0; i < readings.size(); ++i) {
            const npm::PackageFile& file = package.files[i];
            const bool is_data =
                std::ranges::any_of(data_endings, [&](std::string_view one) { return file.path.ends_with(one); });
            if (reach[i] == Reach::none || readings[i].kind != FileKind::other || is_data ||
                file.bytes.size() > limits.file_bytes || file.bytes.contains('\0'))
                continue;
            const bool by_shell = std::ranges::any_of(scripts.shell_files, [&](std::string_view one) {
                return one == file.path || (one.starts_with("./") && one.substr(2) == file.path);
            });
            readings[i] = read_file(file, by_shell ? FileKind::shell : FileKind::javascript, limits, scratch);
            has_more |= !readings[i].javascript.requests.empty();
        }
        if (!has_more) break;
    }
    return reach;
}

}  // namespace

std::string_view name_of(Capability capability) {
    switch (capability) {
        case Capability::network: return "network";
        case Capability::processes: return "processes";
        case Capability::files_read: return "files read";
        case Capability::files_written: return "files written";
        case Capability::environment: return "environment";
        case Capability::code_of_text: return "code of text";
        case Capability::native_code: return "native code";
    }
    return "";
}

SourceReading read_sources(const npm::Package& package, const SourceLimits& limits) {
    SourceReading result;
    std::vector<FileKind> kinds;
    uint64_t budget = limits.package_bytes;
    for (const npm::PackageFile& file : package.files) {
        FileKind kind = kind_of(file.path, file.bytes);
        if (kind != FileKind::other && kind != FileKind::declaration) {
            if (file.bytes.size() > budget) {
                result.skipped.push_back(
                    {.path = file.path,
                     .reason = fmt::format("the package's files are larger than {} bytes", limits.package_bytes)});
                kind = FileKind::other;
            } else {
                budget -= file.bytes.size();
            }
        }
        kinds.push_back(kind);
    }
    std::vector<FileReading> readings = read_files(package, kinds, limits);
    const InstallScripts scripts = read_install_scripts(package);
    const std::vector<Reach> reach = reach_files(package, scripts, limits, readings);

    Collection collection;
    std::map<Capability, CapabilityUse> capabilities;
    std::vector<Evidence> unreadable;
    bool is_indirect = false;
    for (const auto& [path, marks] : scripts.marks) {
        collection.add_file(marks, path, 1, true);
        add_capabilities(marks, path, capabilities);
    }
    for (size_t i = 0; i < readings.size(); ++i) {
        const FileReading& reading = readings[i];
        const std::string& path = package.files[i].path;
        if (!reading.skipped.empty()) result.skipped.push_back({.path = path, .reason = reading.skipped});
        const FileMarks& marks = reading.javascript.marks;
        // A shell's script that nothing runs is there for the package's own makers.
        collection.add_file(marks, path, factor_of(reach[i], path), reach[i] == Reach::install);
        if (reach[i] != Reach::none || !is_aside(path)) add_capabilities(marks, path, capabilities);
        if (reading.kind != FileKind::javascript || !reading.skipped.empty()) continue;
        ++result.files;
        result.bytes += package.files[i].bytes.size();
        if (reach[i] == Reach::none) continue;
        result.reached.push_back(path);
        is_indirect |= marks.has(Mark::indirect) || marks.has(Mark::decoder);
        if (reading.javascript.problem.empty()) continue;
        unreadable.push_back({path, reading.javascript.problem_line, reading.javascript.problem});
    }
    result.sightings = collection.take();
    add_unreadable(result.sightings, unreadable);
    follow_flows(package, limits, capabilities, is_indirect, result);
    for (auto& [capability, use] : capabilities) result.capabilities.push_back(std::move(use));
    return result;
}

}  // namespace ward::vet
