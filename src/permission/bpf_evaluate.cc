// The evaluator: the part of classic BPF that seccomp admits, read strictly. It shares no line with the assembler, so
// that a slip in one shows in the other.
#include <linux/seccomp.h>

#include <cstring>

#include "permission/bpf.h"

namespace ward::permission {
namespace {

// Loads are whole, aligned words of struct seccomp_data, as the kernel demands.
std::optional<uint32_t> word_at(const CallData& call, uint32_t offset) {
    if (offset % 4 != 0 || offset >= sizeof(seccomp_data)) return std::nullopt;
    seccomp_data data{};
    data.nr = call.number;
    data.arch = call.architecture;
    data.instruction_pointer = call.instruction;
    for (size_t i = 0; i < call.arguments.size(); ++i) data.args[i] = call.arguments[i];
    uint32_t word = 0;
    std::memcpy(&word, reinterpret_cast<const char*>(&data) + offset, sizeof word);
    return word;
}

std::optional<bool> test(uint16_t code, uint32_t a, uint32_t k) {
    switch (code) {
        case BPF_JMP | BPF_JEQ | BPF_K: return a == k;
        case BPF_JMP | BPF_JGT | BPF_K: return a > k;
        case BPF_JMP | BPF_JGE | BPF_K: return a >= k;
        case BPF_JMP | BPF_JSET | BPF_K: return (a & k) != 0;
        default: return std::nullopt;
    }
}

// The kernel looks at every step before it runs any: each is known, no jump leaves, the last one answers.
bool is_program(std::span<const sock_filter> program) {
    if (program.empty() || program.size() > BPF_MAXINSNS || program.back().code != (BPF_RET | BPF_K)) return false;
    for (size_t at = 0; at < program.size(); ++at) {
        const sock_filter& step = program[at];
        const size_t behind = program.size() - at - 1;
        switch (step.code) {
            case BPF_LD | BPF_W | BPF_ABS:
                if (!word_at({}, step.k)) return false;
                break;
            case BPF_JMP | BPF_JA:
                if (step.k >= behind) return false;
                break;
            case BPF_ALU | BPF_AND | BPF_K:
            case BPF_RET | BPF_K: break;
            default:
                if (!test(step.code, 0, 0) || step.jt >= behind || step.jf >= behind) return false;
        }
    }
    return true;
}

}  // namespace

std::optional<uint32_t> evaluate(std::span<const sock_filter> program, const CallData& call) {
    if (!is_program(program)) return std::nullopt;
    uint32_t accumulator = 0;
    // Jumps go forward only: each step moves on, and the program ends.
    for (size_t at = 0; at < program.size(); ++at) {
        const sock_filter& step = program[at];
        switch (step.code) {
            case BPF_LD | BPF_W | BPF_ABS: {
                const auto word = word_at(call, step.k);
                if (!word) return std::nullopt;
                accumulator = *word;
                break;
            }
            case BPF_ALU | BPF_AND | BPF_K: accumulator &= step.k; break;
            case BPF_JMP | BPF_JA: at += step.k; break;
            case BPF_RET | BPF_K: return step.k;
            default: {
                const auto taken = test(step.code, accumulator, step.k);
                if (!taken) return std::nullopt;
                at += *taken ? step.jt : step.jf;
            }
        }
    }
    return std::nullopt;
}

}  // namespace ward::permission
