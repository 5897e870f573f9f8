// How long `leak-check` takes over a repository of 50,000 commits that git fast-import made: cold, again, and with one
// commit more. Prints the figures; fails where something is found that is not there, or what is there is not.
//   release_leak_bench FOLDER [COMMITS]      FOLDER is made where it is missing, and kept
// LINK: ward_release
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "actions/release/embargo/leak_check.h"
#include "actions/release/embargo/private_objects.h"
#include "actions/release/embargo/push_guard.h"
#include "base/fd.h"
#include "base/process.h"
#include "io/gitobjects/repository.h"

namespace {

using namespace ward;
using namespace ward::release;

constexpr size_t folders = 40;
constexpr size_t files_of_folder = 50;
constexpr size_t lines_of_file = 120;

std::vector<std::string> environment() {
    const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
    return {std::string("PATH=") + (path == nullptr ? "/usr/bin:/bin" : path),
            "HOME=/nonexistent",
            "GIT_CONFIG_NOSYSTEM=1",
            "GIT_CONFIG_GLOBAL=/dev/null",
            "GIT_AUTHOR_NAME=a",
            "GIT_AUTHOR_EMAIL=a@example.org",
            "GIT_COMMITTER_NAME=a",
            "GIT_COMMITTER_EMAIL=a@example.org"};
}

void stop(const std::string& why) {
    fmt::print(stderr, "{}\n", why);
    std::exit(1);  // NOLINT(concurrency-mt-unsafe)
}

std::string git(const std::string& folder, std::vector<std::string> words, std::string input = {}) {
    ProcessRequest request{.arguments = {"git", "-C", folder},
                           .search_path = search_path_of(std::getenv("PATH")),  // NOLINT(concurrency-mt-unsafe)
                           .environment = environment(),
                           .input = std::move(input)};
    request.arguments.insert(request.arguments.end(), words.begin(), words.end());
    const auto outcome = run_process(request);
    if (!outcome || !outcome->succeeded())
        stop("git " + words.front() + ": " + (outcome ? outcome->err : outcome.error().message()));
    return outcome->out.substr(0, outcome->out.find('\n'));
}

// The same on every machine.
class Dice {
  public:
    size_t below(size_t count) {
        state_ = state_ * 6364136223846793005 + 1442695040888963407;
        return static_cast<size_t>(state_ >> 33) % count;
    }

  private:
    uint64_t state_ = 42;
};

std::string line_of(Dice& dice) {
    return fmt::format("    state->field_{} = compute_{}(input, {}); // step {}\n", dice.below(500), dice.below(900),
                       dice.below(100'000), dice.below(50));
}

std::string history(size_t commits) {
    Dice dice;
    std::vector<std::vector<std::string>> files(folders * files_of_folder);
    std::string out = "feature done\n";
    for (size_t i = 0; i < commits; ++i) {
        const std::string message = fmt::format("part {}: change of step {} in the state machine\n\nRefs: #{}\n",
                                                dice.below(40), dice.below(900), dice.below(60'000));
        out += fmt::format("commit refs/heads/main\ncommitter A <a@example.org> {} +0000\ndata {}\n{}\n",
                           1'500'000'000 + i * 600, message.size(), message);
        const size_t changed = i == 0 ? files.size() : 1 + dice.below(3);
        for (size_t k = 0; k < changed; ++k) {
            const size_t number = i == 0 ? k : dice.below(files.size());
            std::vector<std::string>& lines = files[number];
            if (lines.empty())
                for (size_t l = 0; l < lines_of_file; ++l) lines.push_back(line_of(dice));
            lines[dice.below(lines.size())] = line_of(dice);
            std::string text;
            for (const std::string& line : lines) text += line;
            out += fmt::format("M 100644 inline part{}/source_{}.c\ndata {}\n{}\n", number / files_of_folder,
                               number % files_of_folder, text.size(), text);
        }
        out += '\n';
    }
    return out + "done\n";
}

struct Times {
    double wall = 0;
    double processor = 0;  // of this process, all threads
};

Times times(const auto& work) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t before = std::clock();
    work();
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
            static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC};
}

std::string shown(const Times& times) {
    return fmt::format("{:6.2f} s wall {:6.2f} s cpu", times.wall, times.processor);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) stop("release_leak_bench FOLDER [COMMITS]");
    const std::string folder = std::filesystem::absolute(argv[1]).string();
    const size_t commits = argc > 2 ? std::stoul(argv[2]) : 50'000;
    const std::string repository = folder + "/repository.git";
    if (!std::filesystem::exists(repository)) {
        std::filesystem::create_directories(repository);
        git(repository, {"init", "-q", "--bare", "-b", "main"});
        git(repository, {"fast-import", "--quiet", "--done"}, history(commits));
    }
    std::filesystem::remove_all(folder + "/cache");

    TaintSet set{.report_ids = {"2871234"}, .cve_ids = {"CVE-2026-41414"}, .handles = {"quiet_finder9"}};
    for (size_t i = 0; i < 20; ++i) {
        set.titles.push_back(fmt::format("Title number {} of a report about trailers that nobody has seen yet", i));
        set.summaries.push_back(
            fmt::format("Summary {} tells at length which request makes the parser read what it must not read", i));
    }
    const std::string tip = git(repository, {"rev-parse", "refs/heads/main"});
    // So that what commits change is compared too.
    set.patch_ids = {std::string(32, '1')};
    const auto matcher = TaintMatcher::of(set);
    if (!matcher) stop(matcher.error().message());
    const LeakCheckOptions options{.cache_folder = folder + "/cache", .environment = environment()};
    const auto check = [&](std::string_view name, size_t expected) {
        LeakReport report;
        const Times time = times([&] {
            auto found = check_folder(repository, *matcher, options);
            if (!found) stop(found.error().message());
            report = *std::move(found);
        });
        fmt::print("{:<16} {}, {} objects, {} known clean, {} leaks\n", name, shown(time), report.objects,
                   report.known_clean, report.leaks.size());
        std::fflush(stdout);
        if (report.leaks.size() != expected || !report.complete()) stop("that is wrong");
    };
    check("cold", 0);
    check("again", 0);
    const std::string tree = git(repository, {"rev-parse", tip + "^{tree}"});
    git(repository,
        {"update-ref", "refs/heads/next", git(repository, {"commit-tree", "-p", tip, "-m", "a next one", tree})});
    check("one commit more", 0);
    git(repository,
        {"update-ref", "refs/heads/leak", git(repository, {"commit-tree", "-p", tip, "-m", "for 2871234", tree})});
    check("one leak", 1);
    git(repository, {"update-ref", "-d", "refs/heads/leak"});

    const std::vector<ReleaseEmbargo> embargoes{{"x", std::nullopt, &*matcher}};
    Push push{.folder = repository, .remote = "x", .url = "https://github.com/a/b"};
    push.environment = environment();
    push.cache_folder = folder + "/cache";
    push.refs.push_back({"refs/heads/main", tip, "refs/heads/new", std::string(40, '0')});
    for (const std::string_view name : {"push of all", "push again"}) {
        const Times time = times([&] {
            const PushVerdict verdict = judge_push(push, {}, embargoes, 0);
            if (!verdict.allowed()) stop(verdict.reasons().front());
        });
        fmt::print("{:<16} {}\n", name, shown(time));
    }
    // The newest commit as a private one.
    {
        const auto opened = gitobjects::Repository::open(repository);
        if (!opened) stop(opened.error().message());
        const std::vector closed{*gitobjects::ObjectId::from_hex(tip)};
        const std::vector open{*gitobjects::ObjectId::from_hex(git(repository, {"rev-parse", "refs/heads/main~1"}))};
        const Times time = times([&] {
            if (auto added = add_private_objects(*opened, closed, open, set); !added) stop(added.error().message());
        });
        fmt::print("private objects  {} (one private commit against all public ones)\n", shown(time));
    }
    git(repository, {"update-ref", "-d", "refs/heads/next"});
    git(repository, {"prune", "--expire=now"});
    return 0;
}
