// Runs a fuzz target without libFuzzer: TARGET CORPUS_FOLDER [-v]
//
// Every seed as it is, then a fixed number of mutations of each: flipped, replaced, cut, doubled and moved bytes, and
// pieces of other seeds. Nothing is random, so a failure comes again; -v names each input before it runs.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size);

namespace {

constexpr int mutations_per_seed = 300;
// Far more than any input here needs, even with sanitizers: what passes it is quadratic or worse. Of the processor's
// time, not the clock's: a machine that stands still for a while is no fault of a parser.
constexpr std::chrono::seconds slowest{10};

std::chrono::nanoseconds processor_time() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// splitmix64: good enough bits, the same everywhere.
class Dice {
  public:
    size_t below(size_t limit) {
        state_ += 0x9e3779b97f4a7c15;
        uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return limit == 0 ? 0 : (z ^ (z >> 31)) % limit;
    }

  private:
    uint64_t state_ = 1;
};

std::string mutate(std::string bytes, const std::string& other, Dice& dice) {
    constexpr auto telling = std::to_array("\xff\x7f\x80\"'\\/:[]{}(),.-\n\t @#%&*!0a");  // and its NUL
    for (size_t steps = 1 + dice.below(4); steps > 0; --steps) {
        const size_t at = dice.below(bytes.size() + 1);
        const size_t length = dice.below(std::min<size_t>(bytes.size() - at, 64) + 1);
        switch (dice.below(7)) {
            case 0:
                if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << dice.below(8)));
                break;
            case 1:
                if (at < bytes.size()) bytes[at] = telling[dice.below(telling.size())];
                break;
            case 2: bytes.insert(at, 1, telling[dice.below(telling.size())]); break;
            case 3: bytes.erase(at, length); break;
            case 4: bytes.resize(at); break;
            case 5: {
                const std::string piece = bytes.substr(at, length);
                for (size_t times = 1 + dice.below(8); times > 0; --times) bytes.insert(at, piece);
                break;
            }
            default: {
                const size_t from = dice.below(other.size() + 1);
                bytes.insert(at, other.substr(from, dice.below(64)));
            }
        }
    }
    return bytes;
}

class Replay {
  public:
    explicit Replay(bool verbose) : verbose_(verbose) {}

    void run(std::string_view label, const std::string& bytes) {
        if (verbose_) fmt::print(stderr, "{}\n", label);
        const std::chrono::nanoseconds start = processor_time();
        // A heap copy of exactly this size, so that the address sanitizer sees a read past the end.
        const std::vector<unsigned char> exact(bytes.begin(), bytes.end());
        LLVMFuzzerTestOneInput(exact.data(), exact.size());
        if (processor_time() - start > slowest) {
            fmt::print(stderr, "{}: took longer than {} s\n", label, slowest.count());
            ++slow_;
        }
        ++inputs_;
    }
    int inputs() const { return inputs_; }
    int slow() const { return slow_; }

  private:
    bool verbose_;
    int inputs_ = 0;
    int slow_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string_view> arguments(argv, argv + argc);
    if (arguments.size() < 2) return 2;
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(arguments[1], error)) files.push_back(entry.path());
    if (files.empty()) {
        fmt::print(stderr, "{}: no seeds\n", arguments[1]);
        return 1;
    }
    std::ranges::sort(files);
    std::vector<std::string> seeds;
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }

    Replay replay(arguments.back() == "-v");
    Dice dice;
    replay.run("empty", "");
    for (size_t i = 0; i < seeds.size(); ++i) {
        const std::string name = files[i].filename().string();
        replay.run(name, seeds[i]);
        for (int mutation = 0; mutation < mutations_per_seed; ++mutation)
            replay.run(fmt::format("{} mutation {}", name, mutation),
                       mutate(seeds[i], seeds[dice.below(seeds.size())], dice));
    }
    fmt::print("{} seeds, {} inputs\n", seeds.size(), replay.inputs());
    return replay.slow() == 0 ? 0 : 1;
}
