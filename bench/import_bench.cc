// bench/import DATA [RECORDS [FOLDER]]: makes RECORDS (250,000) records out of the real ones in DATA, once as one zip
// archive and once as NDJSON, imports them as `ward db import` does, and prints what the database costs:
// records/s, MB/s, size, and the latencies of opening and asking it.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/text.h"
#include "bench/scale_records.h"
#include "facts/advisory/advisory.h"
#include "support/zip_writer.h"

namespace {

using Clock = std::chrono::steady_clock;
using namespace ward;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void give_up(const Error& error) {
    fmt::print(stderr, "import_bench: {}\n", error.message());
    std::exit(1);
}

template <typename Value>
Value must(Result<Value> result) {
    if (!result) give_up(result.error());
    return std::move(*result);
}

void must(Result<void> result) {
    if (!result) give_up(result.error());
}

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void import_from(const std::string& label, const std::string& source, const std::string& output,
                 const bench::Scaled& scaled) {
    double best = 1e9;
    double best_cpu = 0;
    uint64_t bytes = 0;
    for (int round = 0; round < 5; ++round) {
        ::unlink(output.c_str());
        const double cpu = cpu_seconds();
        const auto start = Clock::now();
        const advisory::ImportResult result = must(advisory::import({{source}, output, true, std::nullopt}, Log()));
        const double took = seconds_since(start);
        if (took < best) {
            best = took;
            best_cpu = cpu_seconds() - cpu;
        }
        bytes = result.info.file_bytes;
        if (!result.problems.empty())
            fmt::print("  {} problems, first: {}\n", result.problems.size(), result.problems[0]);
    }
    fmt::print("import {:7} {:9.0f} records/s {:7.1f} MB/s of JSON {:6.2f} s wall {:6.2f} s cpu (best of 5)\n", label,
               static_cast<double>(scaled.records) / best, static_cast<double>(scaled.json_bytes) / best / 1e6, best,
               best_cpu);
    fmt::print("  file {:.1f} MB, {:.1f} % of the JSON\n", static_cast<double>(bytes) / 1e6,
               100.0 * static_cast<double>(bytes) / static_cast<double>(scaled.json_bytes));
}

// Questions in the order in which they are asked, their texts one behind the other: what is measured is the way to the
// answers, not the way to the questions.
struct Questions {
    std::string text;
    std::vector<std::array<std::string_view, 3>> views;

    explicit Questions(const std::vector<std::array<std::string, 3>>& questions) {
        for (const auto& question : questions)
            for (const std::string& part : question) text += part;
        std::string_view rest = text;
        for (const auto& question : questions) {
            std::array<std::string_view, 3>& view = views.emplace_back();
            for (size_t i = 0; i < question.size(); ++i) {
                view[i] = rest.substr(0, question[i].size());
                rest.remove_prefix(question[i].size());
            }
        }
    }
};

void ask(const std::string& path, std::vector<std::array<std::string, 3>> questions) {
    std::vector<double> opens;
    for (int i = 0; i < 101; ++i) {
        const auto start = Clock::now();
        must(advisory::Index::open(path));
        opens.push_back(seconds_since(start));
    }
    std::ranges::sort(opens);
    fmt::print("open   {:9.3f} ms (median of 101)\n", opens[50] * 1e3);

    const advisory::Index index = must(advisory::Index::open(path));
    fmt::print("       {} records, {} packages\n", index.info().records, index.info().packages);
    // Every package once, in random order; every second name is not in the database.
    std::ranges::sort(questions);
    auto same_package = [](const auto& a, const auto& b) { return a[0] == b[0] && a[1] == b[1]; };
    questions.erase(std::ranges::unique(questions, same_package).begin(), questions.end());
    uint64_t state = 1;
    for (size_t i = questions.size(); i > 1; --i) {
        state = state * 6364136223846793005 + 1442695040888963407;
        std::swap(questions[i - 1], questions[(state >> 33) % i]);
    }
    for (size_t i = 0; i < questions.size(); i += 2) questions[i][1] += "-x";
    const Questions packed(questions);
    uint64_t hits = 0;
    auto count = [&hits](advisory::RecordNumber) { ++hits; };
    auto pass = [&] {
        const auto start = Clock::now();
        for (const auto& [ecosystem, name, version] : packed.views) index.visit({ecosystem, name, version, {}}, count);
        return seconds_since(start) / static_cast<double>(questions.size());
    };
    const double first = pass();
    std::vector<double> warm;
    hits = 0;
    for (int i = 0; i < 7; ++i) warm.push_back(pass());
    std::ranges::sort(warm);
    fmt::print(
        "visit  {:9.0f} ns warm, {:.0f} ns in the first pass ({} random questions, half of them unknown names, {} "
        "hits)\n",
        warm[3] * 1e9, first * 1e9, questions.size(), hits / 7);
    const auto start = Clock::now();
    size_t found = 0;
    for (const auto& [ecosystem, name, version] : packed.views)
        found += index.query({ecosystem, name, version, {}}).size();
    fmt::print("query  {:9.0f} ns, with range and fixed versions ({} hits)\n",
               seconds_since(start) / static_cast<double>(questions.size()) * 1e9, found);
    must(index.damage());
    const auto check = Clock::now();
    must(index.verify());
    fmt::print("verify {:9.0f} ms, everything\n", seconds_since(check) * 1e3);
}

// The text behind a key, for making questions out of records.
std::string_view text_after(std::string_view json, std::string_view key) {
    const size_t at = json.find(key);
    if (at == std::string_view::npos) return {};
    const size_t begin = at + key.size();
    return json.substr(begin, json.find('"', begin) - begin);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        fmt::print(stderr, "usage: import_bench DATA [RECORDS [FOLDER]]\n");
        return 2;
    }
    const std::string data = argv[1];
    const uint64_t records = argc > 2 ? to_number<uint64_t>(argv[2]).value_or(250'000) : 250'000;
    std::string folder = argc > 3 ? argv[3] : "/tmp/ward-bench-XXXXXX";
    if (argc > 3) must(make_folders(folder));
    else if (::mkdtemp(folder.data()) == nullptr) give_up({ErrorCode::io, "cannot make a folder", folder});

    std::string lines;
    std::vector<std::array<std::string, 3>> questions;
    test::ZipWriter zip(6);
    const bench::Scaled scaled = must(bench::scale_records(data, records, 1, [&](auto name, auto json) {
        zip.add(name, json);
        lines += json;
        lines += '\n';
        const std::string_view ecosystem = text_after(json, "\"ecosystem\":\"");
        const std::string_view package = text_after(json, "\"name\":\"");
        const std::string_view version = text_after(json, "\"fixed\":\"");
        if (!ecosystem.empty() && !package.empty() && version.size() < 40)
            questions.push_back(
                {std::string(ecosystem), std::string(package), std::string(version.empty() ? "1.2.3" : version)});
    }));
    must(replace_file(folder + "/all.zip", zip.finish()));
    must(replace_file(folder + "/all.ndjson", lines));
    fmt::print("{} records, {:.1f} MB of JSON\n", scaled.records, static_cast<double>(scaled.json_bytes) / 1e6);
    lines = {};
    const std::string output = folder + "/advisories.db";
    import_from("ndjson", folder + "/all.ndjson", output, scaled);
    import_from("zip", folder + "/all.zip", output, scaled);
    ask(output, std::move(questions));
    const auto start = Clock::now();
    const advisory::Index starter = must(advisory::Index::starter());
    fmt::print("starter set: {} records in {:.2f} ms\n", starter.info().records, seconds_since(start) * 1e3);
    return 0;
}
