// The assembler; see bpf.h. Each call number is one comparison with a jump over its rows; the kernel's own cache
// answers for calls that a program allows whatever their arguments are, so that the length of the chain costs only the
// others.
#include "permission/bpf.h"

#include <linux/audit.h>
#include <linux/seccomp.h>

#include <algorithm>
#include <cstddef>

namespace ward::permission {
namespace {

constexpr uint32_t at_number = offsetof(seccomp_data, nr);
constexpr uint32_t at_architecture = offsetof(seccomp_data, arch);
constexpr uint32_t x32_bit = 0x40000000;

// Little-endian, as every architecture that is filtered here: the low half comes first.
uint32_t at_argument(int index, Condition::Half half) {
    const size_t low = offsetof(seccomp_data, args) + sizeof(uint64_t) * static_cast<size_t>(index);
    return static_cast<uint32_t>(half == Condition::Half::low ? low : low + sizeof(uint32_t));
}

sock_filter load(uint32_t offset) {
    return {BPF_LD | BPF_W | BPF_ABS, 0, 0, offset};
}
sock_filter take(uint32_t action) {
    return {BPF_RET | BPF_K, 0, 0, action};
}
sock_filter jump(uint16_t test, uint32_t value, uint8_t if_true, uint8_t if_false) {
    return {static_cast<uint16_t>(BPF_JMP | test | BPF_K), if_true, if_false, value};
}

// The conditions of one row, then its action. A condition that fails jumps behind the row.
std::vector<sock_filter> row_code(const Row& row) {
    std::vector<sock_filter> out;
    std::vector<size_t> leave_if_true;
    std::vector<size_t> leave_if_false;
    for (const Condition& condition : row.conditions) {
        out.push_back(load(at_argument(condition.argument, condition.half)));
        const bool bits = condition.is == Condition::Is::any_of_bits || condition.is == Condition::Is::none_of_bits;
        if (condition.mask != 0xffffffff) out.push_back({BPF_ALU | BPF_AND | BPF_K, 0, 0, condition.mask});
        const bool leave_on_equal =
            condition.is == Condition::Is::not_equal || condition.is == Condition::Is::any_of_bits;
        (leave_on_equal ? leave_if_true : leave_if_false).push_back(out.size());
        out.push_back(jump(BPF_JEQ, bits ? 0 : condition.value, 0, 0));
    }
    out.push_back(take(row.action));
    for (const size_t at : leave_if_true) out[at].jt = static_cast<uint8_t>(out.size() - at - 1);
    for (const size_t at : leave_if_false) out[at].jf = static_cast<uint8_t>(out.size() - at - 1);
    return out;
}

}  // namespace

std::optional<std::vector<sock_filter>> assemble(std::span<const Row> rows, uint32_t architecture, uint32_t foreign) {
    std::vector<Row> sorted(rows.begin(), rows.end());
    std::ranges::stable_sort(sorted, {}, &Row::number);

    std::vector<sock_filter> out{load(at_architecture), jump(BPF_JEQ, architecture, 1, 0), take(foreign),
                                 load(at_number)};
    if (architecture == AUDIT_ARCH_X86_64) {
        out.push_back(jump(BPF_JGE, x32_bit, 0, 1));
        out.push_back(take(foreign));
    }
    for (size_t i = 0; i < sorted.size();) {
        std::vector<sock_filter> block;
        const int number = sorted[i].number;
        bool decided = false;  // an unconditional row ends the number: what follows is never reached
        for (; i < sorted.size() && sorted[i].number == number; ++i) {
            if (decided) continue;
            const auto code = row_code(sorted[i]);
            block.insert(block.end(), code.begin(), code.end());
            decided = sorted[i].conditions.empty();
        }
        if (!decided) block.push_back(take(SECCOMP_RET_ALLOW));
        if (block.size() > 255) return std::nullopt;
        out.push_back(jump(BPF_JEQ, static_cast<uint32_t>(number), 0, static_cast<uint8_t>(block.size())));
        out.insert(out.end(), block.begin(), block.end());
    }
    out.push_back(take(SECCOMP_RET_ALLOW));
    if (out.size() > BPF_MAXINSNS) return std::nullopt;
    return out;
}

}  // namespace ward::permission
