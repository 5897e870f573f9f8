// vet_source_bench FILE-OR-FOLDER...: how long the reading of sources takes (tier 1 of `ward vet package`): a file
// alone as JavaScript, processor time, best of 15; a folder as a package, best of 5.
#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <fmt/core.h>

#include "judges/vet/source/javascript_file.h"
#include "judges/vet/source/source.h"
#include "lang/javascript/constants.h"

namespace {

namespace fs = std::filesystem;
using namespace ward;

std::string read_whole(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Milliseconds of the processor, of all threads: what else runs on the machine costs less of it than of the wall's.
double processor_time() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Took {
    double wall = 1e9;
    double processor = 1e9;
};

template <typename Work>
Took best_of(int runs, const Work& work) {
    Took best;
    for (int run = 0; run < runs; ++run) {
        const auto start = std::chrono::steady_clock::now();
        const double before = processor_time();
        work();
        best.processor = std::min(best.processor, processor_time() - before);
        best.wall = std::min(
            best.wall, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

void measure_file(const fs::path& path) {
    const std::string source = read_whole(path);
    javascript::TokenList tokens;
    const double listed = best_of(15, [&] { tokens.read(source); }).processor;
    size_t texts = 0;
    const double constants = best_of(15, [&] {
                                 texts = 0;
                                 javascript::each_constant(tokens, [&](const javascript::Constant&) { ++texts; });
                             }).processor;
    const double all = best_of(15, [&] { vet::read_javascript(source, path.string(), tokens); }).processor;
    fmt::print(
        "{}: {:.2f} MB, {} tokens, {} texts: tokens {:.1f} ms, constants {:.1f} ms, all of tier 1 {:.1f} ms "
        "({:.1f} ms/MB)\n",
        path.filename().string(), static_cast<double>(source.size()) / 1e6, tokens.size(), texts, listed, constants,
        all, all / (static_cast<double>(source.size()) / 1e6));
}

void measure_folder(const fs::path& root) {
    std::vector<std::pair<std::string, std::string>> texts;
    for (const auto& entry : fs::recursive_directory_iterator(root))
        if (entry.is_regular_file())
            texts.emplace_back(fs::relative(entry.path(), root).string(), read_whole(entry.path()));
    std::ranges::sort(texts);
    npm::Package package;
    for (const auto& [path, text] : texts) {
        package.files.push_back({.path = path, .bytes = text, .mode = 0});
        if (path == "package.json") package.manifest_text = text;
    }
    vet::SourceReading reading;
    const Took all = best_of(5, [&] { reading = vet::read_sources(package); });
    fmt::print("{}: {} files, {:.2f} MB of JavaScript: {:.0f} ms, {:.0f} CPU ms\n", root.filename().string(),
               reading.files, static_cast<double>(reading.bytes) / 1e6, all.wall, all.processor);
}

}  // namespace

int main(int count, char** arguments) {
    for (int i = 1; i < count; ++i)
        if (fs::is_directory(arguments[i])) measure_folder(arguments[i]);
        else measure_file(arguments[i]);
    return count > 1 ? 0 : 2;
}
