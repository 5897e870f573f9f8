#include "permission/audit_record.h"

#include <gtest/gtest.h>

namespace ward::permission::audit {
namespace {

constexpr Event event{1700000000123, 77};

std::string stamped(std::string_view text) {
    return "audit(1700000000.123:77): " + std::string(text);
}

TEST(AuditRecord, refusals_as_the_kernel_words_them) {
    struct Case {
        std::string_view text;
        std::vector<std::string> blockers;
        std::string path;
        uint16_t port = 0;
        int target = 0;
    };
    using namespace std::string_literals;
    const Case cases[] = {
        {R"(domain=1a2b3c blockers=fs.read_file path="/srv/key" dev="vda" ino=61)", {"fs.read_file"}, "/srv/key"},
        {R"(domain=1a2b3c blockers=fs.write_file,fs.read_file path="/srv/key" dev="vda" ino=61)",
         {"fs.write_file", "fs.read_file"},
         "/srv/key"},
        // Names with a space, a quote, a control character or anything above 0x7e are written in digits.
        {R"(domain=1a2b3c blockers=fs.read_file path=2F7372762F612062 dev="vda" ino=7)", {"fs.read_file"}, "/srv/a b"},
        {R"(domain=1a2b3c blockers=fs.ioctl_dev path="/dev/zero" dev="devtmpfs" ino=4 ioctlcmd=0x1234)",
         {"fs.ioctl_dev"},
         "/dev/zero"},
        {R"(domain=1a2b3c blockers=net.connect_tcp daddr=127.0.0.1 dest=81)", {"net.connect_tcp"}, "", 81},
        {R"(domain=1a2b3c blockers=net.connect_tcp daddr=::1 dest=65535)", {"net.connect_tcp"}, "", 65535},
        {R"(domain=1a2b3c blockers=net.bind_tcp saddr=127.0.0.1 src=83)", {"net.bind_tcp"}, "", 83},
        {R"(domain=1a2b3c blockers=net.bind_tcp)", {"net.bind_tcp"}, ""},
        {R"(domain=1a2b3c blockers=scope.signal opid=1 ocomm="init")", {"scope.signal"}, "", 0, 1},
        {R"(domain=1a2b3c blockers=scope.abstract_unix_socket path=0078)", {"scope.abstract_unix_socket"}, "\0x"s},
        {R"(domain=1a2b3c blockers=fs.read_file path="<too_long>" dev="vda" ino=7)", {"fs.read_file"}, ""},
        {R"(domain=1a2b3c blockers=fs.of_tomorrow path="/x" new=1)", {"fs.of_tomorrow"}, "/x"},
    };
    for (const Case& one : cases) {
        const auto record = parse_record(type_denial, stamped(one.text));
        ASSERT_TRUE(record) << one.text;
        const auto& refusal = std::get<Refusal>(*record);
        EXPECT_EQ(refusal.event, event);
        EXPECT_EQ(refusal.domain, 0x1a2b3cu);
        EXPECT_EQ(refusal.blockers, one.blockers) << one.text;
        EXPECT_EQ(refusal.path, one.path) << one.text;
        EXPECT_EQ(refusal.port, one.port) << one.text;
        EXPECT_EQ(refusal.target, one.target) << one.text;
    }
}

TEST(AuditRecord, domains_begin_and_end) {
    const auto begun = parse_record(
        type_domain, stamped(R"(domain=ff status=allocated mode=enforcing pid=26946 uid=0 exe="/usr/bin/x" comm="x")"));
    ASSERT_TRUE(begun);
    EXPECT_FALSE(std::get<DomainState>(*begun).ended);
    EXPECT_EQ(std::get<DomainState>(*begun).pid, 26946);
    EXPECT_EQ(std::get<DomainState>(*begun).domain, 0xffu);
    const auto ended = parse_record(type_domain, stamped("domain=ffffffffffffffff status=deallocated denials=19"));
    ASSERT_TRUE(ended);
    EXPECT_TRUE(std::get<DomainState>(*ended).ended);
    EXPECT_EQ(std::get<DomainState>(*ended).domain, UINT64_MAX);
    EXPECT_EQ(std::get<DomainState>(*ended).refusals, 19u);
}

TEST(AuditRecord, who_called) {
    const auto record = parse_record(
        type_call,
        stamped(R"(arch=c000003e syscall=257 success=no exit=-13 a0=ffffff9c a1=7f a2=80000 a3=0 items=1 ppid=4 pid=5 )"
                R"(auid=4294967295 uid=0 tty=(none) ses=4294967295 comm="cat" exe="/usr/bin/cat" )"
                // A label of another module's, in a form of its own, that would name another process and program.
                R"(subj=/usr/bin/cat (enforce) pid=1 exe="/bin/false" key=(null))"));
    ASSERT_TRUE(record);
    const auto& call = std::get<CallOf>(*record);
    EXPECT_EQ(call.architecture, 0xc000003eu);
    EXPECT_EQ(call.number, 257);
    EXPECT_EQ(call.pid, 5);
    EXPECT_EQ(call.program, "/usr/bin/cat");
    const auto nameless = parse_record(type_call, stamped("arch=c000003e syscall=1 pid=5 exe=(null)"));
    ASSERT_TRUE(nameless);
    EXPECT_EQ(std::get<CallOf>(*nameless).program, "");
    ASSERT_TRUE(parse_record(type_end, "audit(1700000000.123:77): "));
}

TEST(AuditRecord, what_has_another_form_is_none) {
    const std::string good = stamped(R"(domain=1 blockers=fs.read_file path="/x" dev="vda" ino=1)");
    ASSERT_TRUE(parse_record(type_denial, good));
    EXPECT_FALSE(parse_record(1302, good));  // of another type
    for (const std::string_view text :
         {"", "audit", "audit(1.123:7)", "audit(1.12:7): domain=1 blockers=a", "audit(1.1234:7): domain=1 blockers=a",
          "audit(x.123:7): domain=1 blockers=a", "audit(1.123:-7): domain=1 blockers=a",
          "audit(1.123:99999999999): domain=1 blockers=a", "audit(99999999999.123:1): domain=1 blockers=a",
          "audit(1.123:7):domain=1 blockers=a"})
        EXPECT_FALSE(parse_record(type_denial, text)) << text;
    for (const std::string_view text : {"",
                                        "blockers=fs.read_file",
                                        "domain=1",
                                        "domain=1 blockers=",
                                        "domain=1 blockers=a,",
                                        "domain=1 blockers=A;b",
                                        "domain=g blockers=a",
                                        "domain=10000000000000000 blockers=a",
                                        "domain=1 domain=2 blockers=a",
                                        "domain=1 blockers=a blockers=b",
                                        "domain=1 blockers=a path=\"/x\" path=\"/y\"",
                                        "domain=1 blockers=a path=\"/x",
                                        "domain=1 blockers=a path=\"/x\"y",
                                        "domain=1 blockers=a path=ABC",
                                        "domain=1 blockers=a path=/x",
                                        "domain=1 blockers=a dest=65536",
                                        "domain=1 blockers=a opid=x",
                                        "domain=1  blockers=a",
                                        "domain=1 blockers=a trailing",
                                        "=1 domain=1 blockers=a",
                                        "do main=1 blockers=a"})
        EXPECT_FALSE(parse_record(type_denial, stamped(text))) << text;
    for (const std::string_view text :
         {"domain=1 status=allocated", "domain=1 status=deallocated pid=1", "domain=1 status=else pid=1 denials=1",
          "status=allocated pid=1", "domain=1 status=deallocated denials=-1", "domain=1 status=allocated pid=1 pid=2"})
        EXPECT_FALSE(parse_record(type_domain, stamped(text))) << text;
    for (const std::string_view text :
         {"arch=c000003e syscall=1 pid=5", "syscall=1 pid=5 exe=\"/x\"", "arch=c000003e syscall=1 exe=\"/x\" pid=5",
          "arch=c000003e syscall=1 pid=5 pid=6 "
          "exe=\"/x\""})
        EXPECT_FALSE(parse_record(type_call, stamped(text))) << text;
}

TEST(AuditRecord, limits) {
    std::string names = "a";
    for (size_t count = 1; count < max_blockers; ++count) names += ",a";
    EXPECT_TRUE(parse_record(type_denial, stamped("domain=1 blockers=" + names)));
    EXPECT_FALSE(parse_record(type_denial, stamped("domain=1 blockers=" + names + ",a")));
    std::string text = stamped("domain=1 blockers=a x=");
    text.append(max_record_bytes - text.size(), 'x');
    EXPECT_TRUE(parse_record(type_denial, text));
    EXPECT_FALSE(parse_record(type_denial, text + "x"));
}

}  // namespace
}  // namespace ward::permission::audit
