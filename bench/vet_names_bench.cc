// Names beside popular ones: how long one takes, a lock file's, a whole registry's, and what the index holds.
//   vet_names_bench NPM.tsv [NAMES]
// NPM.tsv is a list of names with downloads. NAMES (3,600,000) is how many names the sweep has: those of the list, and
// mutants and compounds of them that are made from a seed.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/parallel.h"
#include "base/text.h"
#include "judges/vet/names/names.h"

namespace {

using namespace ward;
using Clock = std::chrono::steady_clock;

template <typename T>
T must(Result<T> result) {
    if (result) return *std::move(result);
    fmt::print(stderr, "{}\n", result.error().message());
    std::exit(3);
}

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peak_megabytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// A name of the list, changed at one or two places, or two halves of two names: what a whole registry looks like.
std::string made_name(const names::NameList& list, std::mt19937_64& random) {
    const auto any = [&] { return std::string(list.name(random() % list.size())); };
    std::string name = any();
    if (random() % 2 == 0) {
        const std::string other = any();
        const size_t cut = std::min(name.find('-'), name.size());
        const size_t from = other.rfind('-') == std::string::npos ? 0 : other.rfind('-') + 1;
        return name.substr(0, cut) + '-' + other.substr(other[from] == '@' ? from + 1 : from);
    }
    for (size_t edits = 1 + random() % 2; edits > 0; --edits) {
        const size_t at = random() % name.size();
        const char letter = static_cast<char>('a' + random() % 26);
        if (random() % 3 == 0) name.insert(at, 1, letter);
        else if (random() % 2 == 0 && name.size() > 2) name.erase(at, 1);
        else name[at] = letter;
    }
    return name;
}

void one_name(const vet::NameReader& reader, const names::NameList& list, std::string_view label) {
    std::mt19937_64 random(7);
    std::vector<double> times;
    for (int i = 0; i < 20'000; ++i) {
        const std::string name = i % 2 == 0 ? std::string(list.name(random() % list.size())) : made_name(list, random);
        const auto start = Clock::now();
        const auto reading = reader.read(name, {}, vet::Dismissed::dropped);
        times.push_back(since(start) * 1e6);
        if (reading.name.empty()) std::exit(1);
    }
    std::ranges::sort(times);
    fmt::print("| one name, {} | {:.1f} us median, {:.1f} us at 99 % |\n", label, times[times.size() / 2],
               times[times.size() * 99 / 100]);
}

}  // namespace

int main(int count, char** words) {
    if (count < 2) {
        fmt::print(stderr, "vet_names_bench NPM.tsv [NAMES]\n");
        return 2;
    }
    const size_t wanted = count > 2 ? to_number<size_t>(words[2]).value_or(0) : 3'600'000;
    std::string text = must(read_file(words[1], size_t{1} << 30));
    names::NameList all = must(names::read_names(text, words[1], names::Ecosystem::npm)).list;
    text = {};
    fmt::print("| what | measured |\n| --- | --- |\n");

    auto start = Clock::now();
    double cpu = cpu_seconds();
    const auto small = must(names::PopularNames::compiled_in());
    fmt::print("| index of the 5,000 names in the program | {:.1f} ms, {:.1f} CPU ms, {:.1f} MB |\n",
               since(start) * 1e3, (cpu_seconds() - cpu) * 1e3, static_cast<double>(small.bytes()) / 1e6);
    names::NameList first = all;
    first.cut(50'000);
    start = Clock::now();
    cpu = cpu_seconds();
    const auto large = names::PopularNames::of(std::move(first), names::Ecosystem::npm, "50,000 names");
    fmt::print("| index of 50,000 names ({} entries) | {:.1f} ms, {:.1f} CPU ms, {:.1f} MB |\n",
               large.index().entries(), since(start) * 1e3, (cpu_seconds() - cpu) * 1e3,
               static_cast<double>(large.bytes()) / 1e6);
    const vet::NameReader by_small(small, nullptr, 0);
    const vet::NameReader by_large(large, nullptr, 0);
    one_name(by_small, all, "5,000 targets");
    one_name(by_large, all, "50,000 targets");

    start = Clock::now();
    cpu = cpu_seconds();
    {
        const auto popular = must(names::PopularNames::compiled_in());
        const vet::NameReader reader(popular, nullptr, 0);
        size_t alike = 0;
        for (size_t i = 0; i < 1'500; ++i)
            alike += !reader.read(all.name(i * 7 % all.size()), {}, vet::Dismissed::dropped).likenesses.empty();
        fmt::print(
            "| 1,500 names of a lock file, index included, 5,000 targets | {:.1f} ms, {:.1f} CPU ms, {} alike |\n",
            since(start) * 1e3, (cpu_seconds() - cpu) * 1e3, alike);
    }

    // The sweep, a piece after the other as `ward vet registry` has it.
    std::mt19937_64 random(11);
    constexpr size_t piece = 200'000;
    constexpr size_t block = 2'048;
    double sweep_cpu = 0;
    double sweep_wall = 0;
    size_t alike = 0;
    for (size_t done = 0; done < wanted; done += piece) {
        std::vector<std::string> list;
        for (size_t i = done; i < std::min(wanted, done + piece); ++i)
            list.push_back(i < all.size() ? std::string(all.name(i)) : made_name(all, random));
        start = Clock::now();
        cpu = cpu_seconds();
        std::vector<size_t> found((list.size() + block - 1) / block);
        parallel_for(found.size(), [&](size_t part) {
            for (size_t i = part * block; i < std::min(list.size(), (part + 1) * block); ++i)
                found[part] += !by_large.read(list[i], {}, vet::Dismissed::dropped).likenesses.empty();
        });
        sweep_cpu += cpu_seconds() - cpu;
        sweep_wall += since(start);
        for (const size_t some : found) alike += some;
    }
    fmt::print(
        "| {} names against 50,000 targets, all techniques | {:.1f} CPU s ({:.2f} us a name), {:.1f} s, {} alike |\n",
        wanted, sweep_cpu, sweep_cpu * 1e6 / static_cast<double>(std::max<size_t>(1, wanted)), sweep_wall, alike);
    fmt::print("| peak memory, the list of {} names with counts included | {:.0f} MB |\n", all.size(),
               peak_megabytes());
    return 0;
}
