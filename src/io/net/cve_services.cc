// See cve_services.h.
#include "io/net/cve_services.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/cve_id.h"
#include "formats/escape.h"
#include "formats/json_writer.h"
#include "io/net/confidential.h"
#include "io/net/cve_services_parse.h"

namespace ward::net {
namespace {

std::unexpected<Error> not_sendable(std::string_view what) {
    return fail(ErrorCode::usage, fmt::format("{} is not in its form; nothing was sent", what), "CVE Services");
}

bool is_year(std::string_view text) {
    return text.size() == 4 && std::ranges::all_of(text, is_digit);
}

class CveServicesClient : public CveServices {
  public:
    CveServicesClient(Http& http, const CveServicesOptions& options)
        : api_(http,
               {.base_url = options.base_url,
                .headers = {{"Accept", "application/json"},
                            {"CVE-API-USER", options.user},
                            {"CVE-API-ORG", options.organization},
                            {"CVE-API-KEY", std::string(options.key.reveal())}},
                .courtesy = options.courtesy},
               explain_cve_refusal),
          organization_(options.organization) {}

    Result<CveQuota> quota() override {
        WARD_TRY(const ConfidentialAnswer answer,
                 api_.read(url(fmt::format("/org/{}/id_quota", escape_uri_part(organization_))), "the quota of ids"));
        WARD_TRY(CveQuota quota, cve_quota(answer.body, answer.place));
        quota.at = answer.at;
        return quota;
    }

    Result<std::vector<CveId>> ids(const CveIdFilter& filter) override {
        if (!filter.year.empty() && !is_year(filter.year)) return not_sendable("a year");
        std::string query = "?page=";
        std::string rest;
        if (filter.state) rest += fmt::format("&state={}", name_of(*filter.state));
        if (!filter.year.empty()) rest += "&cve_id_year=" + filter.year;
        if (filter.reserved_after)
            rest += "&time_reserved.gt=" + escape_uri_part(format_instant(*filter.reserved_after));
        std::vector<CveId> out;
        const auto take = [&](const ConfidentialAnswer& answer) -> Result<std::optional<std::string>> {
            WARD_TRY(auto page, cve_ids(answer.body, answer.place));
            // An id that is reserved while we read moves another one to the next page.
            for (CveId& id : page)
                if (std::ranges::find(out, id.id, &CveId::id) == out.end()) out.push_back(std::move(id));
            const Node* next = answer.body.find("nextPage");
            if (next == nullptr || next->kind == Node::Kind::null) return std::nullopt;
            if (next->kind != Node::Kind::integer || next->integer < 1)
                return confidential_fault(answer.place, *next, "number in 'nextPage'");
            return url(fmt::format("/cve-id{}{}{}", query, next->integer, rest));
        };
        WARD_TRY_VOID(api_.read_pages(url("/cve-id" + query + "1" + rest), "CVE ids", max_cve_id_pages, take));
        return out;
    }

    Result<CveId> id(const std::string& id) override {
        if (!is_cve_id(id)) return not_sendable("a CVE id");
        WARD_TRY(const ConfidentialAnswer answer, api_.read(url("/cve-id/" + id), "a CVE id"));
        WARD_TRY(CveId found, cve_id(answer.body, answer.place));
        if (found.id != id) return fail(ErrorCode::parse, "the answer is another id", answer.place);
        return found;
    }

    Result<CveRecord> record(const std::string& id) override {
        if (!is_cve_id(id)) return not_sendable("a CVE id");
        WARD_TRY(const ConfidentialAnswer answer, api_.read(url("/cve/" + id), "a CVE record"));
        WARD_TRY(CveRecord found, cve_record(answer.body, answer.place));
        if (found.id != id) return fail(ErrorCode::parse, "the answer is another record", answer.place);
        return found;
    }

    Result<Reservation> reserve(int amount, const std::string& year) override {
        if (amount < 1 || amount > max_reserved_at_once || !is_year(year)) return not_sendable("an amount or a year");
        const std::string path = fmt::format("/cve-id?amount={}&cve_year={}&short_name={}&batch_type=sequential",
                                             amount, year, escape_uri_part(organization_));
        WARD_TRY(const ConfidentialAnswer answer, api_.write("POST", url(path), "", "a reservation of CVE ids"));
        WARD_TRY(Reservation made, cve_reservation(answer.body, answer.place));
        made.partial = made.partial || made.ids.size() < static_cast<size_t>(amount);
        return made;
    }

    Result<void> publish(const std::string& id, const std::string& container) override {
        return send_container("POST", id, container);
    }
    Result<void> update(const std::string& id, const std::string& container) override {
        return send_container("PUT", id, container);
    }

    Result<void> reject(const std::string& id, const std::string& reason, bool has_record) override {
        JsonWriter json(JsonLayout::compact);
        json.begin_object().key("cnaContainer").begin_object().key("rejectedReasons").begin_array();
        json.begin_object().member("lang", "en").member("value", reason).end_object();
        json.end_array().end_object().end_object();
        return send(has_record ? "PUT" : "POST", id, "reject", json.take());
    }

  private:
    std::string url(std::string_view path) const { return api_.base_url() + std::string(path); }

    Result<void> send_container(const std::string& method, const std::string& id, const std::string& container) {
        if (container.size() > max_cve_container || !comparable_container(container, "the record"))
            return not_sendable("a CNA container");
        return send(method, id, "cna", fmt::format(R"({{"cnaContainer":{}}})", trim(container)));
    }

    Result<void> send(const std::string& method, const std::string& id, std::string_view part,
                      const std::string& body) {
        if (!is_cve_id(id)) return not_sendable("a CVE id");
        WARD_TRY([[maybe_unused]] const ConfidentialAnswer answer,
                 api_.write(method, url(fmt::format("/cve/{}/{}", id, part)), body, "a CVE record"));
        return {};
    }

    ConfidentialApi api_;
    std::string organization_;
};

}  // namespace

Result<std::unique_ptr<CveServices>> cve_services(Http& http, CveServicesOptions options) {
    WARD_TRY_VOID(check_base_url(options.base_url));
    WARD_TRY_VOID(check_token(options.organization, "the short name of the CNA"));
    WARD_TRY_VOID(check_token(options.user, "the user of CVE Services"));
    WARD_TRY_VOID(check_token(options.key.reveal(), "the key of CVE Services"));
    if (options.organization.empty() || options.user.empty() || options.key.empty())
        return fail(ErrorCode::usage, "CVE Services needs an organization, a user and a key");
    return std::make_unique<CveServicesClient>(http, options);
}

}  // namespace ward::net
