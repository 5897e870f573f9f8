#include "formats/signing/catalog.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/digest.h"
#include "formats/signing/command_testing.h"
#include "formats/signing/der.h"
#include "formats/signing/testing.h"

namespace ward::signing {
namespace {

using test::authority_named;
using test::issue;
using test::Issued;
using test::KeyKind;
using test::noon;

void put(std::string& bytes, size_t at, uint32_t value, size_t size = 4) {
    for (size_t i = 0; i < size; ++i) bytes.at(at + i) = static_cast<char>(value >> (8 * i) & 0xff);
}

constexpr size_t pe_optional = 64 + 24;  // where the optional header begins
constexpr size_t pe_sections = pe_optional + 240;

// A portable executable of 64 bits with two sections of 512 bytes, and `tail` behind them.
std::string executable(std::string_view tail = {}) {
    std::string bytes(512 * 3, '\0');
    bytes.replace(0, 2, "MZ");
    put(bytes, 0x3c, 64);
    bytes.replace(64, 2, "PE");
    put(bytes, 68, 0x8664, 2);
    put(bytes, 70, 2, 2);
    put(bytes, 84, 240, 2);
    put(bytes, 86, 0x22, 2);
    put(bytes, pe_optional, 0x20b, 2);
    put(bytes, pe_optional + 32, 0x1000);
    put(bytes, pe_optional + 36, 0x200);
    put(bytes, pe_optional + 56, 0x3000);
    put(bytes, pe_optional + 60, 512);
    put(bytes, pe_optional + 68, 3, 2);
    put(bytes, pe_optional + 108, 16);
    for (size_t i = 0; i < 2; ++i) {
        const size_t header = pe_sections + 40 * i;
        bytes.replace(header, 5, ".text");
        put(bytes, header + 8, 512);
        put(bytes, header + 12, static_cast<uint32_t>(0x1000 * (i + 1)));
        put(bytes, header + 16, 512);
        put(bytes, header + 20, static_cast<uint32_t>(512 * (i + 1)));
        bytes[512 * (i + 1)] = static_cast<char>(0xc3 + i);
    }
    return bytes.append(tail);
}

std::string digest_of_file(std::string_view bytes) {
    const auto digest = authenticode_digest(bytes);
    return digest ? hex(digest->sha256)
                  : std::string(name_of(digest.error().problem)) + ": " + digest.error().error.message();
}

TEST(Authenticode, other_files_are_digested_as_they_are) {
    for (const std::string& bytes :
         {std::string(), std::string("MZ"), "MZ" + std::string(200, 'x'), std::string("console.log(1)\r\n")}) {
        EXPECT_EQ(digest_of_file(bytes), sha256_hex(bytes));
        EXPECT_EQ(authenticode_digest(bytes)->form, FileForm::flat);
    }
}

TEST(Authenticode, checksum_and_signatures_do_not_count) {
    const std::string plain = executable();
    const std::string digest = digest_of_file(plain);
    EXPECT_EQ(digest, sha256_hex(plain.substr(0, pe_optional + 64) + plain.substr(pe_optional + 68, 76) +
                                 plain.substr(pe_optional + 152)));
    EXPECT_EQ(authenticode_digest(plain)->form, FileForm::portable_executable);
    std::string changed = plain;
    put(changed, pe_optional + 64, 0x12345678);
    EXPECT_EQ(digest_of_file(changed), digest);
    std::string with_signature = executable("signature of 24 bytes...");
    put(with_signature, pe_optional + 144, 1536);
    put(with_signature, pe_optional + 148, 24);
    EXPECT_EQ(digest_of_file(with_signature), digest);
    for (const size_t at : {size_t{3}, size_t{70}, pe_optional + 60 - 8, size_t{511}, size_t{600}, size_t{1535}}) {
        changed = plain;
        changed[at] = static_cast<char>(changed[at] ^ 0x40);
        EXPECT_NE(digest_of_file(changed), digest) << at;
    }
    // Filled up to a multiple of 8.
    EXPECT_EQ(digest_of_file(executable("abc")), digest_of_file(executable(std::string_view("abc\0\0\0\0\0", 8))));
}

TEST(Authenticode, odd_executables_are_refused) {
    const auto with = [](size_t at, uint32_t value, size_t size = 4) {
        std::string bytes = executable();
        put(bytes, at, value, size);
        return digest_of_file(bytes);
    };
    EXPECT_EQ(with(pe_optional, 0x107, 2), "malformed: the portable executable is neither of 32 nor of 64 bits");
    EXPECT_EQ(with(70, max_pe_sections + 1, 2), "malformed: the portable executable has more than 96 sections");
    EXPECT_EQ(with(84, 100, 2), "malformed: the portable executable has no place for signatures in its header");
    EXPECT_EQ(with(pe_optional + 108, 4),
              "malformed: the portable executable has no place for signatures in its header");
    EXPECT_EQ(with(pe_optional + 60, 0xffffffff),
              "malformed: the portable executable has headers of an impossible size");
    EXPECT_EQ(with(pe_optional + 60, 100), "malformed: the portable executable has headers of an impossible size");
    EXPECT_EQ(with(pe_sections + 16, 0xfffffff0), "malformed: the portable executable ends within a section");
    EXPECT_EQ(with(pe_sections + 16, 256),
              "malformed: the portable executable has sections that leave gaps or overlap; its digest is ambiguous");
    EXPECT_EQ(with(pe_sections + 60, 900),
              "malformed: the portable executable has sections that leave gaps or overlap; its digest is ambiguous");
    std::string bytes = executable("0123456789");
    put(bytes, pe_optional + 144, 1536);
    put(bytes, pe_optional + 148, 8);
    EXPECT_EQ(digest_of_file(bytes), "malformed: the portable executable does not end with its signatures");
    EXPECT_EQ(digest_of_file(executable().substr(0, 300)),
              "malformed: the portable executable has headers of an impossible size");
}

TEST(Der, lengths_and_numbers) {
    EXPECT_EQ(hex(der::octets("ab")), "04026162");
    EXPECT_EQ(hex(der::octets(std::string(127, 'x'))).substr(0, 4), "047f");
    EXPECT_EQ(hex(der::octets(std::string(128, 'x'))).substr(0, 6), "048180");
    EXPECT_EQ(hex(der::octets(std::string(70'000, 'x'))).substr(0, 10), "0483011170");
    EXPECT_EQ(hex(der::integer(0)), "020100");
    EXPECT_EQ(hex(der::integer(128)), "02020080");
    EXPECT_EQ(hex(der::integer(0x10010001)), "020410010001");
    EXPECT_EQ(hex(der::object("1.2.840.113549.1.7.2")), "06092a864886f70d010702");
    EXPECT_EQ(hex(der::object("1.3.6.1.4.1.311.10.1")),
              "06092b060104018237"
              "0a01");
    EXPECT_EQ(hex(der::set_of({der::integer(2), der::integer(1)})), "3106020101020102");
}

class Catalog : public testing::Test {
  protected:
    Issued root = issue(authority_named("Root"), nullptr);
    Issued signer = issue({.name = "Publisher"}, &root, KeyKind::rsa_2048);
    std::vector<CatalogMember> members = {member("app.exe", executable()),
                                          member("lib/index.js", "module.exports = 1;\n"),
                                          member("na\xc3\xafve \xf0\x9f\x98\x80.js", "x")};

    static CatalogMember member(std::string name, std::string_view bytes) {
        return {.name = std::move(name), .digest = authenticode_digest(bytes).value()};
    }
    std::string make() const {
        const auto made = make_catalog(members, signer.key, signer.certificate + root.certificate, {.time = noon});
        EXPECT_TRUE(made) << made.error().error.message();
        return made.value_or("");
    }
};

TEST_F(Catalog, the_same_members_give_the_same_bytes) {
    const std::string first = make();
    std::reverse(members.begin(), members.end());
    EXPECT_EQ(make(), first);
    members.push_back({.name = "zzz again.js", .digest = members.front().digest});
    EXPECT_EQ(make(), first);
    members.front().name = "aaa.js";
    EXPECT_NE(make(), first);
}

TEST_F(Catalog, refusals) {
    const auto problem = [&](std::span<const CatalogMember> of, CatalogOptions options = {.time = noon}) {
        const auto made = make_catalog(of, signer.key, signer.certificate, options);
        return made ? std::string("made") : std::string(name_of(made.error().problem));
    };
    EXPECT_EQ(problem(members), "made");
    EXPECT_EQ(problem({}), "malformed");
    EXPECT_EQ(problem(members, {.time = 2'524'608'000}), "malformed");
    EXPECT_EQ(problem(members, {.time = noon + 99 * test::day}), "expired");
    signer = root;
    EXPECT_EQ(problem(members), "authority-as-signer");
}

TEST_F(Catalog, has_the_structure_that_makecat_writes) {
    if (!test::has_command("openssl")) GTEST_SKIP() << "needs the program openssl";
    const test::Workshop workshop;
    workshop.write("x.cat", make());
    const auto parsed = workshop.run("openssl asn1parse -inform DER -in x.cat");
    ASSERT_EQ(parsed.status, 0) << parsed.output;
    const std::string digest = hex(members[1].digest.sha256);
    std::string upper;
    for (const char c : digest) upper += static_cast<char>(c >= 'a' ? c - 32 : c);
    for (const std::string& word : {std::string("1.3.6.1.4.1.311.10.1"), std::string("1.3.6.1.4.1.311.12.1.1"),
                                    std::string("1.3.6.1.4.1.311.12.1.3"), std::string("1.3.6.1.4.1.311.12.2.1"),
                                    std::string("1.3.6.1.4.1.311.12.2.3"), std::string("1.3.6.1.4.1.311.2.1.4"),
                                    std::string("INTEGER           :10010001"), upper,
                                    // lib/index.js in UTF-16 with a final NUL.
                                    std::string("6C00690062002F0069006E006400650078002E006A0073000000"),
                                    // The last name: a letter of two bytes and a pair of surrogates.
                                    std::string("6E006100EF00760065002000")})
        EXPECT_NE(parsed.output.find(word), std::string::npos) << word;
    const auto certificates = workshop.run("openssl pkcs7 -inform DER -in x.cat -print_certs -noout");
    EXPECT_NE(certificates.output.find("Publisher"), std::string::npos) << certificates.output;
}

// What osslsigncode can look up are portable executables and PowerShell's scripts; .js it does not know.
TEST_F(Catalog, osslsigncode_finds_executables_in_it) {
    if (!test::has_command("osslsigncode")) GTEST_SKIP() << "needs the program osslsigncode";
    const test::Workshop workshop;
    workshop.write("root.pem", root.certificate);
    workshop.write("app.exe", executable());
    workshop.write("odd.exe", executable("odd"));
    std::string other = executable();
    other[700] = 'x';
    workshop.write("other.exe", other);
    const auto verify = [&](std::string_view file) {
        return workshop.run(
            fmt::format("osslsigncode verify -catalog x.cat -CAfile root.pem -time {} -in {}", noon, file));
    };
    for (const KeyKind kind : {KeyKind::rsa_2048, KeyKind::rsa_3072, KeyKind::p256}) {
        signer = issue({.name = "Publisher"}, &root, kind);
        members[0] = member("app.exe", executable());
        members.push_back(member("odd.exe", executable("odd")));
        std::string catalog = make();
        workshop.write("x.cat", catalog);
        const auto good = verify("app.exe");
        EXPECT_EQ(good.status, 0) << good.output;
        EXPECT_NE(good.output.find("Signature verification: ok"), std::string::npos) << good.output;
        const auto odd = verify("odd.exe");
        EXPECT_EQ(odd.status, 0) << odd.output;
        EXPECT_NE(verify("other.exe").status, 0);
        catalog.back() = static_cast<char>(catalog.back() ^ 1);
        workshop.write("x.cat", catalog);
        EXPECT_NE(verify("app.exe").status, 0);
        catalog = make();
        const size_t name = catalog.find(std::string("a\0p\0p\0", 6));
        ASSERT_NE(name, std::string::npos);
        catalog[name] = 'A';
        workshop.write("x.cat", catalog);
        EXPECT_NE(verify("app.exe").status, 0);
    }
}

}  // namespace
}  // namespace ward::signing
