#include "engine/report/history_json.h"

#include <vector>

#include "engine/base/json_writer.h"
#include "engine/base/rfc3339.h"
#include "engine/report/served_certificate_text.h"
#include "engine/x509/pem.h"

namespace certsweep::report {
namespace {

void AppendSighting(const Sighting& seen, std::string& out) {
  base::JsonObjectWriter object(out);
  object.Integer("run", seen.run);
  object.String("time", base::FormatRfc3339(seen.time));
}

void AppendKey(const estate::EndpointKey& endpoint, base::JsonObjectWriter& object) {
  object.PeerString("host", endpoint.host);
  if (!endpoint.address.empty()) object.PeerString("address", endpoint.address);
  object.Integer("port", endpoint.port);
}

void AppendStrings(const std::vector<std::string>& texts, std::string& out) {
  base::AppendJsonArray(texts, out, [&out](const std::string& text) { base::AppendJsonPeerString(text, out); });
}

void AppendSpan(const HistorySpan& span, std::string& out) {
  base::JsonObjectWriter object(out);
  AppendSighting(span.from, object.Key("from"));
  AppendSighting(span.to, object.Key("to"));
  object.Integer("runs", static_cast<int64_t>(span.runs));
  object.String("verdict", pki::VerdictName(span.verdict));
  AppendStrings(span.codes, object.Key("codes"));
  if (span.leaf_sha256.empty()) return;
  base::JsonObjectWriter leaf(object.Key("leaf"));
  leaf.PeerString("sha256", span.leaf_sha256);
  if (!span.leaf) return;
  leaf.PeerString("spki_sha256", span.leaf->spki_sha256);
  leaf.PeerString("subject", span.leaf->subject);
  leaf.PeerString("issuer", span.leaf->issuer);
  leaf.String("not_after", base::FormatRfc3339(span.leaf->not_after));
}

void AppendCertificate(const ServedCertificate& served, bool include_pem, std::string& out) {
  const CertificateFacts facts = FactsOf(served.certificate);
  base::JsonObjectWriter object(out);
  object.Hex("sha256", served.certificate.sha256);
  object.String("as", served.as_leaf ? "leaf" : "chain");
  if (facts.parsed) {
    object.PeerString("subject", facts.subject);
    object.PeerString("issuer", facts.issuer);
    object.String("not_before", base::FormatRfc3339(facts.not_before));
    object.String("not_after", base::FormatRfc3339(facts.not_after));
  }
  AppendSighting(served.from, object.Key("from"));
  AppendSighting(served.to, object.Key("to"));
  if (include_pem) object.String("pem", x509::EncodePem("CERTIFICATE", base::AsBytes(served.certificate.der)));
}

void AppendRequest(const estate::ReplacementRequest& request, std::string& out) {
  base::JsonObjectWriter object(out);
  object.PeerString("codes", request.codes);
  object.Integer("first_seen_run", request.first_seen_run);
  object.Integer("last_seen_run", request.last_seen_run);
  if (request.closed_run) object.Integer("closed_run", *request.closed_run);
}

void AppendReplacement(const Replacement& replacement, std::string& out) {
  base::JsonObjectWriter object(out);
  object.Integer("job", replacement.job);
  object.PeerString("state", replacement.state);
  object.PeerString("detail", replacement.detail);
  object.String("begun", base::FormatRfc3339(replacement.begun));
  object.String("time", base::FormatRfc3339(replacement.changed));
  object.Boolean("ended", replacement.ended);
  object.PeerString("pem_path", replacement.pem_path);
  if (!replacement.leaf_sha256.empty()) object.PeerString("leaf_sha256", replacement.leaf_sha256);
  if (!replacement.change_id.empty()) object.PeerString("change_id", replacement.change_id);
  std::string& list = object.Key("events");
  base::AppendJsonArray(replacement.events, list, [&list](const estate::JobEvent& event) {
    base::JsonObjectWriter element(list);
    element.PeerString("state", event.state);
    element.PeerString("detail", event.detail);
    element.String("time", base::FormatRfc3339(event.time));
  });
}

void AppendSharing(const KeySharing& sharing, std::string& out) {
  base::JsonObjectWriter object(out);
  object.Integer("others", static_cast<int64_t>(sharing.others));
  std::string& list = object.Key("first");
  base::AppendJsonArray(sharing.first, list, [&list](const estate::KeyUse& use) {
    base::JsonObjectWriter element(list);
    AppendKey(use.endpoint, element);
    element.Hex("sha256", use.leaf_sha256);
  });
}

}  // namespace

void AppendHistoryJson(const EndpointHistory& history, int64_t latest_run, bool include_pem, std::string& out) {
  {
    base::JsonObjectWriter object(out);
    AppendKey(history.endpoint, object);
    object.Boolean("in_latest_run", history.last.run == latest_run);
    AppendSighting(history.first, object.Key("first_seen"));
    AppendSighting(history.last, object.Key("last_seen"));
    object.Key("now") += history.newest_json;
    std::string& text = object.Key("history");
    base::AppendJsonArray(history.spans, text, [&text](const HistorySpan& span) { AppendSpan(span, text); });
    object.Key("certificates");
    base::AppendJsonArray(history.certificates, out,
                          [&](const ServedCertificate& served) { AppendCertificate(served, include_pem, out); });
    object.Key("requests");
    base::AppendJsonArray(history.requests, out,
                          [&out](const estate::ReplacementRequest& request) { AppendRequest(request, out); });
    object.Key("replacements");
    base::AppendJsonArray(history.replacements, out,
                          [&out](const Replacement& replacement) { AppendReplacement(replacement, out); });
    if (history.sharing.different_certificates) AppendSharing(history.sharing, object.Key("shared_key"));
  }
  out += '\n';
}

}  // namespace certsweep::report
