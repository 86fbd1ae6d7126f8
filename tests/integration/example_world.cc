#include "tests/integration/example_world.h"

#include <openssl/bytestring.h>
#include <openssl/evp.h>

#include <algorithm>
#include <filesystem>

#include "engine/base/clock.h"
#include "engine/base/text.h"
#include "engine/estate/sqlite_estate.h"
#include "engine/x509/certificate_request.h"
#include "tests/integration/private_network.h"
#include "tests/integration/process.h"
#include "tests/support/check.h"
#include "tests/support/test_certificates.h"
#include "tests/support/test_revocation_lists.h"

namespace certsweep::integration {

namespace {

using test::CertificateBuilder;
using test::Check;
using test::TestCertificate;
using test::TestKey;

constexpr int kEndpoints = 12;
constexpr int64_t kSecondsOfNineDays = 9 * 86400;

struct Pki {
  TestCertificate root = CertificateBuilder("Corp Root").Key(TestKey::Ec("P-256", 1)).Ca().Build();
  TestCertificate issuing =
      CertificateBuilder("Corp Issuing CA").Key(TestKey::Ec("P-256", 2)).Ca(0).IssuedBy(root).Build();
  TestCertificate leaf;
};

std::string KeyPem(const TestKey& key) {
  bssl::ScopedCBB der;
  Check(CBB_init(der.get(), 256) != 0 && EVP_marshal_private_key(der.get(), key.pkey()) != 0, "no private key");
  return test::PemOf("PRIVATE KEY", {reinterpret_cast<const char*>(CBB_data(der.get())), CBB_len(der.get())});
}

Pki MakePki(const std::set<std::string>& hosts) {
  Pki pki;
  CertificateBuilder leaf("sps01");
  leaf.Key(TestKey::Ec("P-256", 3)).IssuedBy(pki.issuing).NotCa().ExtendedKeyUsage({"1.3.6.1.5.5.7.3.1"});
  for (const std::string& host : hosts) leaf.Dns(host);
  pki.leaf = leaf.Ip("10.1.0.7").Build();
  return pki;
}

// A PEM file as a string of JSON.
std::string JsonText(std::string text) {
  for (size_t at; (at = text.find('\n')) != std::string::npos;) text.replace(at, 1, "\\n");
  return '"' + text + '"';
}

std::string CaseLine(const Pki& pki) {
  return R"({"id":"1","leaf_pem":)" + JsonText(pki.leaf.Pem()) + R"(,"intermediates_pem":[)" +
         JsonText(pki.issuing.Pem()) + R"(],"roots_pem":[)" + JsonText(pki.root.Pem()) +
         R"(],"name":null,"name_kind":null,"time":null,"max_depth":null,"crls_pem":[]})" + "\n";
}

// What certsweep prints with these arguments.
std::string Printed(const std::string& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), CERTSWEEP_BINARY);
  Process process({.command = arguments, .folder = folder});
  process.Wait();
  return process.Output();
}

bool Has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

ExampleWorld::ExampleWorld(const Needs& needs) {
  std::string folder = (std::filesystem::temp_directory_path() / "certsweep-examples-XXXXXX").string();
  Check(mkdtemp(folder.data()) != nullptr, "no temporary folder");
  folder_ = folder;
  std::filesystem::create_directory(folder_ + "/files");
  int next = 0;
  for (const std::string& host : needs.hosts) addresses_[host] = "127.30.0." + std::to_string(next++ % kEndpoints + 1);
  trouble_ = EnterPrivateNetwork(addresses_, folder_);
  if (!trouble_.empty()) return;
  auto lab = lab::Lab::Start({.endpoints = kEndpoints,
                              .mix = *lab::ParseLabMix("good-ecdsa=0.5,expiring-soon=0.25,self-signed=0.25"),
                              .port = 443,
                              .first_address = *base::IpAddress::Parse("127.30.0.1")});
  Check(lab.ok(), "no lab");
  lab_ = *std::move(lab);
  MakeFiles(needs);
}

ExampleWorld::~ExampleWorld() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string ExampleWorld::Inventory(const Needs& needs) const {
  std::string header = "host,port,address,names", values;
  for (const auto& [column, value] : needs.columns) {
    if (Has("host,port,address,names,target", column)) continue;
    header += "," + column;
    values += "," + value;
  }
  std::string text = header + "\n";
  for (const auto& [host, address] : addresses_) text += host + ",," + address + "," + values + "\n";
  return text;
}

void ExampleWorld::MakeFiles(const Needs& needs) {
  const std::string files = folder_ + "/files/";
  const Pki pki = MakePki(needs.hosts);
  std::string list;
  for (const auto& [host, address] : addresses_) list += host + "\n";
  WriteFile(files + "estate.csv", Inventory(needs));
  MakeRecord();
  for (const std::string& file : needs.files) {
    const std::string path = files + file, name = std::filesystem::path(file).filename().string();
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    if (name.empty())
      WriteFile(path + "leaf.pem", pki.leaf.Pem());
    else if (name.ends_with(".csv"))
      WriteFile(path, Inventory(needs));
    else if (name.ends_with(".txt"))
      WriteFile(path, list);
    else if (name.ends_with(".toml"))
      WriteFile(path, Printed(folder_, {"config", "default"}));
    else if (name.ends_with(".jsonl"))
      WriteFile(path, CaseLine(pki));
    else if (name.ends_with(".crl"))
      WriteFile(path, test::RevocationListBuilder(pki.issuing).Pem());
    else if (name.ends_with(".cnf"))
      std::filesystem::copy_file(std::string(CERTSWEEP_TEMPLATES) + "/sps.cnf", path);
    else if (name.ends_with(".db"))
      std::filesystem::copy_file(folder_ + "/record.db", path);
    else if (Has(name, "root") || Has(name, "anchor"))
      WriteFile(path, lab_->TrustPem() + pki.root.Pem());
    else if (Has(name, "ca.") || Has(name, "intermediate"))
      WriteFile(path, pki.issuing.Pem());
    else if (name.ends_with(".pem"))
      WriteFile(path, KeyPem(pki.leaf.key) + pki.leaf.Pem() + pki.issuing.Pem());
    else
      WriteFile(path, pki.leaf.Pem());
  }
  // Where a scan keeps its record, and what asks for it looks, unless told otherwise.
  std::filesystem::copy_file(folder_ + "/record.db", files + "estate.db",
                             std::filesystem::copy_options::overwrite_existing);
}

// A scan of now, told to be nine days old, then two more.
void ExampleWorld::MakeRecord() {
  const auto scan = [this](const std::string& record) {
    Printed(folder_, {"scan", "-t", "files/estate.csv", "--record", record, "-q"});
  };
  scan("now.db");
  auto now = estate::OpenSqliteEstate(folder_ + "/now.db");
  auto record = estate::OpenSqliteEstate(folder_ + "/record.db");
  Check(now.ok() && record.ok(), "no record");
  const auto run = (*now)->LatestRun();
  Check(run.ok() && run->has_value() && (*run)->end.has_value(), "no run on record");
  estate::RunStart start = (*run)->start;
  start.started_unix_seconds -= kSecondsOfNineDays;
  const auto old = (*record)->BeginRun(start, {});
  Check(old.ok(), "no old run");
  const absl::Status copied = (*now)->VisitResults((*run)->id, {.chains = true}, [&](const estate::ResultRow& row) {
    estate::ResultRow past = row;
    past.time_unix_seconds -= kSecondsOfNineDays;
    return (*record)->AppendResults(*old, std::span(&past, 1)).ok();
  });
  estate::RunEnd end = *(*run)->end;
  end.finished_unix_seconds -= kSecondsOfNineDays;
  Check(copied.ok() && (*record)->EndRun(*old, end).ok(), "an old run without results");
  record->reset();
  scan("record.db");
  scan("record.db");
}

std::string ExampleWorld::FreshFolder() {
  std::string copy = folder_ + "/" + std::to_string(++copies_);
  std::filesystem::copy(folder_ + "/files", copy, std::filesystem::copy_options::recursive);
  return copy;
}

void AnswerRequests(const std::string& folder) {
  std::vector<std::filesystem::path> requests;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".csr") requests.push_back(entry.path());
  }
  for (std::filesystem::path path : requests) {
    const auto request = x509::CertificateRequest::FromPem(ReadFile(path));
    Check(request.ok() && request->extensions().subject_alt_name.has_value(), "a request that can't be answered");
    CertificateBuilder leaf("sps01");
    leaf.Key(TestKey::OfSpki(std::string(base::AsText(request->spki_der())))).IssuedBy(MakePki({}).issuing);
    leaf.NotCa().ExtendedKeyUsage({"1.3.6.1.5.5.7.3.1"});
    for (const std::string& name : request->extensions().subject_alt_name->dns_names) leaf.Dns(name);
    for (const auto& address : request->extensions().subject_alt_name->ip_addresses) leaf.Ip(address.ToString());
    WriteFile(path.replace_extension(".crt"), leaf.Build().Pem());
  }
}

}  // namespace certsweep::integration
