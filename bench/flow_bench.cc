// bench/flow FILE…: how long the syntax tree and the flows of each file take, alone.
// bench/flow --packages FOLDER…: reads every package below the folders (each folder with a package.json) whole, and
// prints what flows in them, and what the reading costs.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "judges/vet/flow/flow.h"
#include "lang/javascript/syntax/bindings.h"
#include "lang/javascript/syntax/parse.h"

namespace {

namespace fs = std::filesystem;
using namespace ward;

constexpr int rounds = 7;

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Of this process: other programs do not count.
double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

template <typename Work>
double best_of(const Work& work) {
    double best = 1e9;
    for (int i = 0; i < rounds; ++i) {
        const double start = cpu_seconds();
        work();
        best = std::min(best, cpu_seconds() - start);
    }
    return best;
}

bool is_script(std::string_view path) {
    return path.ends_with(".js") || path.ends_with(".cjs") || path.ends_with(".mjs");
}

struct Loaded {
    npm::Package package;
    std::vector<std::string> texts;
    std::vector<std::string> reachable;
};

// The package's own files, without those of packages in it.
void load(const fs::path& folder, Loaded& into) {
    std::vector<fs::path> paths;
    for (auto at = fs::recursive_directory_iterator(folder); at != fs::recursive_directory_iterator(); ++at) {
        if (at->is_directory() && at->path().filename() == "node_modules") at.disable_recursion_pending();
        else if (at->is_regular_file() && !at->is_symlink()) paths.push_back(at->path());
    }
    std::ranges::sort(paths);
    for (const fs::path& path : paths) {
        const std::string name = path.lexically_relative(folder).string();
        if (!is_script(name) && !name.ends_with(".json")) continue;
        into.texts.push_back(read_file(path));
        into.package.files.push_back({.path = name, .bytes = {}});
        if (is_script(name)) into.reachable.push_back(name);
    }
    for (size_t i = 0; i < into.texts.size(); ++i) into.package.files[i].bytes = into.texts[i];
    std::ranges::sort(into.package.files, {}, &npm::PackageFile::path);
    into.package.label = folder.string();
}

void print(const vet::FlowReading& reading) {
    for (const vet::Sighting& one : reading.sightings) {
        fmt::print("  {}{} {}\n", one.signal, one.weight ? " (weak)" : "", one.what);
        for (const Evidence& step : one.evidence) fmt::print("      {}:{}: {}\n", step.path, step.line, step.text);
    }
    for (const Skipped& one : reading.skipped) fmt::print("  skipped {}: {}\n", one.path, one.reason);
}

void read_packages(const fs::path& root) {
    std::vector<fs::path> folders;
    for (const auto& entry : fs::recursive_directory_iterator(root))
        if (entry.is_regular_file() && entry.path().filename() == "package.json" &&
            entry.path().parent_path().string().contains("node_modules")) {
            const fs::path above = entry.path().parent_path().parent_path();
            const bool is_package = above.filename() == "node_modules" || above.filename().string().starts_with('@');
            if (is_package) folders.push_back(entry.path().parent_path());
        }
    std::ranges::sort(folders);
    double seconds = 0;
    uint64_t bytes = 0;
    uint64_t files = 0;
    for (const fs::path& folder : folders) {
        Loaded loaded;
        load(folder, loaded);
        const double start = cpu_seconds();
        const vet::FlowReading reading = vet::read_flows(loaded.package, loaded.reachable);
        const double took = cpu_seconds() - start;
        seconds += took;
        bytes += reading.bytes;
        files += reading.files;
        if (!reading.sightings.empty() || !reading.skipped.empty() || took > 0.5)
            fmt::print("{} ({} files, {} bytes, {:.0f} ms)\n", folder.string(), reading.files, reading.bytes,
                       took * 1e3);
        print(reading);
    }
    fmt::print("{} packages, {} files, {:.1f} MB in {:.2f} s ({:.1f} ns/byte)\n", folders.size(), files,
               static_cast<double>(bytes) / 1e6, seconds, seconds * 1e9 / static_cast<double>(bytes));
}

void measure(const std::string& path) {
    const std::string text = read_file(path);
    const double parse = best_of([&] {
        javascript::Names names;
        (void)parse_tree(text, {}, names);
    });
    size_t nodes = 0;
    const double bind = best_of([&] {
        javascript::Names names;
        const javascript::Tree tree = parse_tree(text, {}, names);
        nodes = tree.nodes.size();
        (void)bind_names(tree, names.size());
    });
    npm::Package package;
    package.files.push_back({.path = "index.js", .bytes = text});
    const std::vector<std::string> reachable = {"index.js"};
    vet::FlowReading reading;
    const double flow = best_of([&] { reading = vet::read_flows(package, reachable); });
    fmt::print("{}: {:.2f} MB, {} nodes: tree {:.1f} ms, with names {:.1f} ms, with flows {:.1f} ms ({:.1f} ns/byte)\n",
               path, static_cast<double>(text.size()) / 1e6, nodes, parse * 1e3, bind * 1e3, flow * 1e3,
               flow * 1e9 / static_cast<double>(text.size()));
    print(reading);
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> given(argv + 1, argv + argc);
    if (given.empty()) {
        fmt::print(stderr, "usage: flow_bench FILE... | --packages FOLDER...\n");
        return 2;
    }
    if (given[0] == "--packages")
        for (size_t i = 1; i < given.size(); ++i) read_packages(given[i]);
    else
        for (const std::string& path : given) measure(path);
    return 0;
}
