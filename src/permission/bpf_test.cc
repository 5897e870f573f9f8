#include "permission/bpf.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace ward::permission {
namespace {

using enum Condition::Is;

constexpr uint32_t native = AUDIT_ARCH_X86_64;
constexpr uint32_t foreign = SECCOMP_RET_ERRNO | 38;
constexpr uint32_t x32_bit = 0x40000000;

CallData call(int number, std::array<uint64_t, 6> arguments = {}, uint32_t architecture = native) {
    return {.number = number, .architecture = architecture, .instruction = 0, .arguments = arguments};
}

uint32_t decided(const std::vector<Row>& rows, const CallData& asked) {
    const auto program = assemble(rows, native, foreign);
    EXPECT_TRUE(program);
    const auto action = program ? evaluate(*program, asked) : std::nullopt;
    EXPECT_TRUE(action);
    return action.value_or(0xdead);
}

// What the header says, in its words, row by row.
uint32_t plainly(const std::vector<Row>& rows, const CallData& asked) {
    if (asked.architecture != native || static_cast<uint32_t>(asked.number) >= x32_bit) return foreign;
    for (const Row& row : rows) {
        if (row.number != asked.number) continue;
        bool fits = true;
        for (const Condition& condition : row.conditions) {
            const uint64_t whole = asked.arguments[static_cast<size_t>(condition.argument)];
            const auto half = static_cast<uint32_t>(condition.half == Condition::Half::low ? whole : whole >> 32);
            const uint32_t masked = half & condition.mask;
            switch (condition.is) {
                case equal: fits = fits && masked == condition.value; break;
                case not_equal: fits = fits && masked != condition.value; break;
                case any_of_bits: fits = fits && masked != 0; break;
                case none_of_bits: fits = fits && masked == 0; break;
            }
        }
        if (fits) return row.action;
    }
    return SECCOMP_RET_ALLOW;
}

TEST(Bpf, rows) {
    const std::vector<Row> rows{
        {5, {}, 50},
        {5, {}, 51},  // never reached
        {7, {{.argument = 0, .value = 1}}, 70},
        {7, {{.argument = 1, .mask = 0xf, .value = 2}}, 71},
        {7, {}, 72},
        {3, {{.argument = 5, .is = not_equal, .value = 9}}, 30},
        {4, {{.argument = 2, .mask = 0x30, .is = any_of_bits}}, 40},
        {6, {{.argument = 2, .mask = 0x30, .is = none_of_bits}}, 60},
        {8, {{.argument = 3, .is = not_equal, .value = 0, .half = Condition::Half::high}}, 80},
        {9,
         {{.argument = 0, .value = 1},
          {.argument = 1, .is = not_equal, .value = 2},
          {.argument = 2, .mask = 4, .is = any_of_bits}},
         90},
        {0, {{.argument = 0, .mask = 0, .value = 0}}, 1},
        {5, {{.argument = 0, .value = 0}}, 52},  // neither
    };
    constexpr uint32_t allow = SECCOMP_RET_ALLOW;
    const std::vector<std::pair<CallData, uint32_t>> table{
        {call(5), 50},
        {call(5, {1, 2, 3, 4, 5, 6}), 50},
        {call(7), 72},
        {call(7, {1}), 70},
        {call(7, {1, 2}), 70},
        {call(7, {0, 2}), 71},
        {call(7, {0, 0xff2}), 71},
        {call(7, {0, 3}), 72},
        {call(3), 30},
        {call(3, {0, 0, 0, 0, 0, 9}), allow},
        {call(4), allow},
        {call(4, {0, 0, 0x10}), 40},
        {call(4, {0, 0, 0x20}), 40},
        {call(4, {0, 0, 0xcf}), allow},
        {call(6), 60},
        {call(6, {0, 0, 0x30}), allow},
        {call(8), allow},
        {call(8, {0, 0, 0, 0xffffffff}), allow},
        {call(8, {0, 0, 0, 0x100000000}), 80},
        {call(9, {1, 0, 4}), 90},
        {call(9, {1, 2, 4}), allow},
        {call(9, {1, 0, 3}), allow},
        {call(9, {2, 0, 4}), allow},
        {call(0, {7}), 1},
        {call(1), allow},
        {call(1000), allow},
        {call(-1), foreign},
        {call(static_cast<int>(x32_bit)), foreign},
        {call(static_cast<int>(x32_bit | 5)), foreign},
        {call(static_cast<int>(x32_bit - 1)), allow},
        {call(5, {}, AUDIT_ARCH_I386), foreign},
        {call(5, {}, AUDIT_ARCH_AARCH64), foreign},
        {call(5, {}, 0), foreign},
        {call(1, {}, AUDIT_ARCH_I386), foreign},
    };
    for (const auto& [asked, action] : table) {
        EXPECT_EQ(decided(rows, asked), action) << asked.number << ' ' << asked.arguments[0];
        EXPECT_EQ(plainly(rows, asked), action) << asked.number << ' ' << asked.arguments[0];
    }
    EXPECT_EQ(decided({}, call(0)), allow);
    // On AArch64 there is no x32; its numbers are ordinary there.
    const auto arm = assemble(std::vector<Row>{{5, {}, 50}}, AUDIT_ARCH_AARCH64, foreign);
    ASSERT_TRUE(arm);
    EXPECT_EQ(evaluate(*arm, call(5, {}, AUDIT_ARCH_AARCH64)), 50);
    EXPECT_EQ(evaluate(*arm, call(static_cast<int>(x32_bit), {}, AUDIT_ARCH_AARCH64)), allow);
    EXPECT_EQ(evaluate(*arm, call(5)), foreign);
}

// Random rows over few numbers, values and bits, so that they meet: 400 programs of 500 calls each on every run.
RC_GTEST_PROP(BpfProperties, like_the_rows, ()) {
    const auto word = rc::gen::element<uint32_t>(0, 1, 2, 3, 0x10, 0x8000, 0x80000000, 0xffffffff, 0x40000000);
    const auto row = rc::gen::exec([&] {
        Row out{*rc::gen::inRange(0, 6), {}, *rc::gen::inRange<uint32_t>(1, 1000)};
        for (int left = *rc::gen::inRange(0, 4); left > 0; --left)
            out.conditions.push_back({*rc::gen::inRange(0, 6), *word,
                                      *rc::gen::element(equal, not_equal, any_of_bits, none_of_bits), *word,
                                      *rc::gen::element(Condition::Half::low, Condition::Half::high)});
        return out;
    });
    const auto rows = *rc::gen::container<std::vector<Row>>(row);
    const auto program = assemble(rows, native, foreign);
    RC_PRE(program.has_value());
    uint64_t state = *rc::gen::arbitrary<uint64_t>();
    const auto next = [&] {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<uint32_t>(state >> 33);
    };
    constexpr uint32_t words[] = {0, 1, 2, 3, 0x10, 0x11, 0x8000, 0x80000000, 0xffffffff, 0xfffffffe};
    for (int i = 0; i < 1200; ++i) {
        CallData asked = call(static_cast<int>(next() % 7));
        for (uint64_t& argument : asked.arguments)
            argument = uint64_t{words[next() % std::size(words)]} << 32 | words[next() % std::size(words)];
        if (next() % 16 == 0) asked.architecture = AUDIT_ARCH_I386;
        if (next() % 16 == 0) asked.number = static_cast<int>(static_cast<uint32_t>(asked.number) | x32_bit);
        RC_ASSERT(evaluate(*program, asked) == plainly(rows, asked));
        // A condition on the low half is not to be passed by setting the high one.
        const bool low_alone = std::ranges::all_of(rows, [&](const Row& one) {
            return one.number != asked.number || std::ranges::all_of(one.conditions, [](const Condition& condition) {
                       return condition.half == Condition::Half::low;
                   });
        });
        if (!low_alone) continue;
        CallData high = asked;
        for (uint64_t& argument : high.arguments) argument ^= uint64_t{next()} << 32;
        RC_ASSERT(evaluate(*program, high) == evaluate(*program, asked));
    }
}

TEST(Bpf, limits) {
    // 4,096 instructions: 6 before, one behind, and two for each row without conditions.
    const auto simple = [](int count) {
        std::vector<Row> rows;
        rows.reserve(static_cast<size_t>(count));
        for (int i = 0; i < count; ++i) rows.push_back({i, {}, 1});
        return assemble(rows, native, foreign);
    };
    ASSERT_TRUE(simple(2044));
    EXPECT_EQ(simple(2044)->size(), 4095u);
    EXPECT_EQ(simple(2045), std::nullopt);
    // What stands for one number is jumped over by one instruction: at most 255.
    const auto block = [](int count, bool decided) {
        std::vector<Row> rows;
        rows.reserve(static_cast<size_t>(count) + 1);
        for (int i = 0; i < count; ++i) rows.push_back({1, {{.argument = 0, .value = static_cast<uint32_t>(i)}}, 1});
        if (decided) rows.push_back({1, {}, 2});
        return assemble(rows, native, foreign);
    };
    ASSERT_TRUE(block(84, true));  // 84 * 3 + 1
    EXPECT_EQ(block(84, true)->size(), 6u + 1 + 253 + 1);
    EXPECT_EQ(evaluate(*block(84, true), call(2)), SECCOMP_RET_ALLOW);
    EXPECT_EQ(evaluate(*block(84, true), call(1, {83})), 1);
    EXPECT_EQ(evaluate(*block(84, true), call(1, {84})), 2);
    EXPECT_EQ(block(85, true), std::nullopt);
    // One row whose conditions alone are too many.
    std::vector<Row> long_row{{1, std::vector<Condition>(200, Condition{.argument = 0, .value = 1}), 1}};
    EXPECT_EQ(assemble(long_row, native, foreign), std::nullopt);
}

// ---- programs that are none, with the kernel as oracle ----

sock_filter step(unsigned code, uint32_t k, uint8_t jt = 0, uint8_t jf = 0) {
    return {static_cast<uint16_t>(code), jt, jf, k};
}
const sock_filter load_number = step(BPF_LD | BPF_W | BPF_ABS, 0);
const sock_filter allow_it = step(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);

bool kernel_takes(std::vector<sock_filter> program) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        const sock_fprog given{static_cast<unsigned short>(program.size()), program.data()};
        if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) ::_exit(2);
        ::_exit(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &given) == 0 ? 0 : 1);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) != 2);
    return WEXITSTATUS(status) == 0;
}

TEST(Bpf, programs_that_the_kernel_refuses) {
    const std::vector<std::pair<std::string_view, std::vector<sock_filter>>> table{
        {"empty", {}},
        {"no end", {load_number}},
        {"jump out", {step(BPF_JMP | BPF_JA, 1), allow_it}},
        {"jump far out", {step(BPF_JMP | BPF_JA, 0xffffffff), allow_it}},
        {"branch out when true", {load_number, step(BPF_JMP | BPF_JEQ | BPF_K, 1, 1, 0), allow_it}},
        {"branch out when false", {load_number, step(BPF_JMP | BPF_JEQ | BPF_K, 2, 0, 1), allow_it}},
        {"load behind the data", {step(BPF_LD | BPF_W | BPF_ABS, 64), allow_it}},
        {"load across the end", {step(BPF_LD | BPF_W | BPF_ABS, 62), allow_it}},
        {"load a crooked word", {step(BPF_LD | BPF_W | BPF_ABS, 2), allow_it}},
        {"load a half", {step(BPF_LD | BPF_H | BPF_ABS, 0), allow_it}},
        {"load a byte", {step(BPF_LD | BPF_B | BPF_ABS, 0), allow_it}},
        {"load by index", {step(BPF_LD | BPF_W | BPF_IND, 0), allow_it}},
        {"divide by zero", {step(BPF_ALU | BPF_DIV | BPF_K, 0), allow_it}},
        {"remainder", {step(BPF_ALU | BPF_MOD | BPF_K, 3), allow_it}},
        {"unknown", {step(0xffff, 0), allow_it}},
        {"memory unwritten", {step(BPF_LD | BPF_MEM, 99), allow_it}},
    };
    for (const auto& [name, program] : table) {
        EXPECT_EQ(evaluate(program, call(1)), std::nullopt) << name;
        EXPECT_FALSE(kernel_takes(program)) << name;
    }
    EXPECT_EQ(evaluate(std::vector<sock_filter>(4097, allow_it), call(1)), std::nullopt);
    EXPECT_FALSE(kernel_takes(std::vector<sock_filter>(4097, allow_it)));
    EXPECT_EQ(evaluate(std::vector<sock_filter>(4096, allow_it), call(1)), SECCOMP_RET_ALLOW);
    EXPECT_TRUE(kernel_takes(std::vector<sock_filter>(4096, allow_it)));
}

// What stands behind the last step that runs counts too: the kernel looks at every step before it runs any.
TEST(Bpf, unreached_steps_count) {
    for (const sock_filter& bad : {step(BPF_LD | BPF_W | BPF_ABS, 64), step(BPF_ALU | BPF_DIV | BPF_K, 0),
                                   step(BPF_JMP | BPF_JA, 5), step(0xffff, 0), load_number}) {
        std::vector<sock_filter> program{allow_it, bad};
        if (bad.code != load_number.code || bad.k != 0) program.push_back(allow_it);
        EXPECT_EQ(evaluate(program, call(1)), std::nullopt) << bad.code;
        EXPECT_FALSE(kernel_takes(program)) << bad.code;
    }
}

TEST(Bpf, the_longest_filter_is_taken) {
    std::vector<Row> rows;
    rows.reserve(2044);
    for (int i = 0; i < 2044; ++i) rows.push_back({i + 5000, {}, SECCOMP_RET_ERRNO | 1});
    EXPECT_TRUE(kernel_takes(assemble(rows, native, foreign).value_or(std::vector<sock_filter>())));
    std::vector<Row> block{{5000, {}, SECCOMP_RET_ERRNO | 1}};
    for (uint32_t i = 0; i < 84; ++i)
        block.insert(block.begin(), {5000, {{.argument = 5, .value = i}}, SECCOMP_RET_ALLOW});
    EXPECT_TRUE(kernel_takes(assemble(block, native, foreign).value_or(std::vector<sock_filter>())));
}

}  // namespace
}  // namespace ward::permission
