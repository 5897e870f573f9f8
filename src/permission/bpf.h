// Filters of system calls: an assembler for classic BPF as seccomp takes it, and an evaluator that runs such a program
// without a kernel, so that every row of a filter can be tested for every architecture.
// https://docs.kernel.org/userspace-api/seccomp_filter.html
#pragma once

#include <linux/filter.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ward::permission {

// What a filter sees of a call: struct seccomp_data. Pointers are numbers: what they point to cannot be read.
struct CallData {
    int32_t number = 0;
    uint32_t architecture = 0;  // AUDIT_ARCH_*
    uint64_t instruction = 0;
    std::array<uint64_t, 6> arguments{};
};

// One condition on half of an argument, masked. The kernel reads `int` and `unsigned int` parameters from the low 32
// bits alone: a filter that also compared the upper half could be passed by setting it. Pointers have both halves: one
// whose low half is zero is no null pointer.
struct Condition {
    int argument = 0;
    uint32_t mask = 0xffffffff;
    enum class Is : uint8_t { equal, not_equal, any_of_bits, none_of_bits } is = Is::equal;
    uint32_t value = 0;  // for bits: unused, the mask says which
    enum class Half : uint8_t { low, high } half = Half::low;
};

// A row: when the call has this number and meets every condition, the action (SECCOMP_RET_*) is taken. Rows are tried
// in order; the first that fits decides.
struct Row {
    int number = 0;
    std::vector<Condition> conditions;
    uint32_t action = 0;
};

// A filter for one architecture. Calls of another architecture, and of x32, get `foreign`; what no row decides is
// allowed. Rows of one number stand together in the result, numbers ascending. At most 4,096 instructions, as the
// kernel takes: nothing beyond.
std::optional<std::vector<sock_filter>> assemble(std::span<const Row> rows, uint32_t architecture, uint32_t foreign);

// The action a program takes on a call; nothing for a program the kernel would not take (jumps out of it, division,
// loads outside struct seccomp_data).
std::optional<uint32_t> evaluate(std::span<const sock_filter> program, const CallData& call);

}  // namespace ward::permission
