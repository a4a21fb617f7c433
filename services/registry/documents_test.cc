// Files of projects: up in pieces that can be cut off anywhere, down in a stream, seen by those who
// see the project's business, and refused when they are not what they were.
#include "tests/support/documents.h"

#include <cstdint>

#include "cartera/registry/v1/document.pb.h"
#include "tests/support/registry_fixture.h"

namespace cartera::testing {
namespace {

using registry_v1::AppendDocumentRequest;
using registry_v1::AppendDocumentResponse;
using registry_v1::CreateDocumentResponse;
using registry_v1::Document;
using registry_v1::DownloadDocumentRequest;
using registry_v1::DownloadDocumentResponse;
using registry_v1::GetDocumentRequest;
using registry_v1::ListDocumentsRequest;
using registry_v1::ListDocumentsResponse;
using ::testing::ElementsAre;

class DocumentsTest : public RegistryTest {
 protected:
  static void AddInternal(const std::string& id, const std::string& lead = "tax") {
    auto request = ProjectRequest(id, lead);
    request.mutable_project()->set_classification(registry_v1::CLASSIFICATION_INTERNAL);
    host().As(lead == "tax" ? "ana" : "ben").Must<registry_v1::CreateProjectResponse>(request);
  }
  static Document Announce(absl::string_view as, const registry_v1::CreateDocumentRequest& said) {
    return host().As(as).Must<CreateDocumentResponse>(said).document();
  }
  static absl::Status Append(absl::string_view as, const std::string& name, int64_t offset,
                             const std::string& piece) {
    AppendDocumentRequest request;
    request.set_name(name);
    request.set_offset_bytes(offset);
    request.set_content(piece);
    return host().As(as).Try(request);
  }
  static absl::Status Read(absl::string_view as, const std::string& name, std::string* content,
                           int64_t offset = 0) {
    DownloadDocumentRequest request;
    request.set_name(name);
    request.set_offset_bytes(offset);
    content->clear();
    return host().As(as).ForEach(request, [&](const google::protobuf::Message& page) {
      *content += static_cast<const DownloadDocumentResponse&>(page).content();
    });
  }
  static std::string Content(const std::string& name, int64_t offset = 0) {
    std::string content;
    const absl::Status status = Read("ana", name, &content, offset);
    EXPECT_TRUE(status.ok()) << status;
    return content;
  }
  static absl::Status See(absl::string_view as, const std::string& name) {
    GetDocumentRequest request;
    request.set_name(name);
    return host().As(as).Try(request);
  }
  static int Listed(absl::string_view as, const std::string& project) {
    ListDocumentsRequest request;
    request.set_parent("projects/" + project);
    return host().As(as).Must<ListDocumentsResponse>(request).documents_size();
  }
  static int64_t LargeObjects() {
    return host().AskNumber({"test.objects", "SELECT count(*) FROM pg_largeobject_metadata"});
  }
  // Some text of so many bytes.
  static std::string TextOf(size_t bytes) {
    std::string text;
    while (text.size() < bytes) absl::StrAppend(&text, "line ", text.size(), "\n");
    text.resize(bytes);
    return text;
  }
};

TEST_F(DocumentsTest, AFileGoesUpInPiecesAndComesDownFromAnyOffset) {
  AddInternal("whole");
  const std::string text = TextOf(700'000);
  const Document document = Upload(host().As("ana"), "whole", text, 300'000);
  EXPECT_EQ(document.held_bytes(), 700'000);
  EXPECT_TRUE(document.has_create_time());
  EXPECT_EQ(document.person(), "people/ana");
  EXPECT_EQ(document.name(), "projects/whole/documents/" + document.sha256().substr(0, 40));
  EXPECT_EQ(Content(document.name()), text);
  EXPECT_EQ(Content(document.name(), 699'990), text.substr(699'990));
  EXPECT_EQ(Content(document.name(), 700'000), "");
  std::string content;
  EXPECT_THAT(Faults(Read("ana", document.name(), &content, 700'001)),
              ElementsAre("offset_bytes OUT_OF_RANGE"));
  EXPECT_EQ(Listed("ana", "whole"), 1);
  EXPECT_EQ(host().VerifyChains("registry").faults, 0);
}

TEST_F(DocumentsTest, AnUploadGoesOnWhereTheServerStoppedAlsoAfterARestart) {
  AddInternal("cut");
  const auto said = DocumentRequest("cut", "abcdef");
  const std::string name = Announce("ana", said).name();
  ASSERT_TRUE(Append("ana", name, 0, "abc").ok());
  EXPECT_EQ(Listed("ana", "cut"), 0);
  host().Restart();
  EXPECT_EQ(Announce("ana", said).held_bytes(), 3);
  // A piece sent twice changes nothing; one that leaves a gap is refused with the place to go on.
  EXPECT_EQ(Outcome(Append("ana", name, 2, "cd")), "FAILED_PRECONDITION OFFSET_MISMATCH");
  EXPECT_EQ(Outcome(Append("ana", name, 4, "ef")), "FAILED_PRECONDITION OFFSET_MISMATCH");
  ASSERT_TRUE(Append("ana", name, 3, "def").ok());
  EXPECT_EQ(Content(name), "abcdef");
  EXPECT_EQ(Outcome(Append("ana", name, 6, "g")), "FAILED_PRECONDITION DOCUMENT_COMPLETE");
  EXPECT_EQ(Outcome(Append("ana", name, 0, "x")), "FAILED_PRECONDITION DOCUMENT_COMPLETE");
}

TEST_F(DocumentsTest, AnotherContentThanAnnouncedIsRefusedAndMayBeSentAnew) {
  AddInternal("wrong");
  const std::string name = Announce("ana", DocumentRequest("wrong", "abcdef")).name();
  ASSERT_TRUE(Append("ana", name, 0, "abX").ok());
  EXPECT_EQ(Outcome(Append("ana", name, 3, "def")), "INVALID_ARGUMENT HASH_DIFFERS");
  EXPECT_EQ(Outcome(See("ana", name)), "NOT_FOUND NOT_FOUND");
  ASSERT_TRUE(Append("ana", name, 0, "abc").ok());
  ASSERT_TRUE(Append("ana", name, 3, "def").ok());
  EXPECT_EQ(Content(name), "abcdef");

  const std::string program("MZ\x90\0\x03", 5);
  const auto disguised = DocumentRequest("wrong", program, "offer.pdf", "application/pdf");
  EXPECT_EQ(Outcome(Append("ana", Announce("ana", disguised).name(), 0, program)),
            "INVALID_ARGUMENT NOT_OF_ITS_TYPE");
}

TEST_F(DocumentsTest, SizeAndTypeAndNameAreHeldToTheirLimits) {
  AddInternal("limits");
  const auto faults = [](const registry_v1::CreateDocumentRequest& request) {
    return Faults(host().As("ana").Try(request));
  };
  auto request = DocumentRequest("limits", "x");
  request.mutable_document()->set_size_bytes(5'242'880);
  EXPECT_TRUE(faults(request).empty());
  request.mutable_document()->set_size_bytes(5'242'881);
  EXPECT_THAT(faults(request), ElementsAre("document.size_bytes TOO_LARGE"));
  EXPECT_THAT(faults(DocumentRequest("limits", "")), ElementsAre("document.size_bytes REQUIRED"));
  EXPECT_THAT(faults(DocumentRequest("limits", "x", "a.exe", "application/x-msdownload")),
              ElementsAre("document.media_type TYPE_NOT_TAKEN"));
  for (const char* name : {"../../etc/passwd", "a/b", "a\\b", "..", "C:a", " a"}) {
    EXPECT_THAT(faults(DocumentRequest("limits", "x", name)),
                ElementsAre("document.file_name NOT_A_FILE_NAME"))
        << name;
  }
  request = DocumentRequest("limits", "x");
  request.mutable_document()->set_sha256(std::string(64, 'A'));
  EXPECT_THAT(faults(request), ElementsAre("document.sha256 NOT_SHA256"));

  const std::string mebibyte = TextOf(1 << 20);
  const std::string name = Announce("ana", DocumentRequest("limits", mebibyte + "x")).name();
  EXPECT_THAT(Faults(Append("ana", name, 0, mebibyte + "x")), ElementsAre("content TOO_LONG"));
  ASSERT_TRUE(Append("ana", name, 0, mebibyte).ok());
  EXPECT_EQ(Outcome(Append("ana", name, 1 << 20, "xy")), "INVALID_ARGUMENT TOO_LONG");
  ASSERT_TRUE(Append("ana", name, 1 << 20, "x").ok());
}

TEST_F(DocumentsTest, NobodyElseSeesAnUploadNorAnotherAgencyTheDocument) {
  AddInternal("closed");
  const auto said = DocumentRequest("closed", "confidential");
  const std::string name = Announce("ana", said).name();
  ASSERT_TRUE(Append("ana", name, 0, "conf").ok());
  // One who may upload there begins an upload of his own.
  EXPECT_EQ(Outcome(Append("cara", name, 4, "idential")), "NOT_FOUND NOT_FOUND");
  EXPECT_EQ(Announce("cara", said).held_bytes(), 0);
  ASSERT_TRUE(Append("ana", name, 4, "idential").ok());
  EXPECT_TRUE(See("cara", name).ok());
  std::string content;
  for (const absl::Status& status : {See("ben", name), Read("ben", name, &content),
                                     Append("ben", name, 0, "x"), host().As("ben").Try(said)}) {
    EXPECT_EQ(Outcome(status), "NOT_FOUND NOT_FOUND");
  }
  EXPECT_EQ(content, "");
  EXPECT_EQ(Outcome(See("max", name)), "PERMISSION_DENIED ROLE_MISSING");
}

TEST_F(DocumentsTest, TheSameContentIsStoredOnceAndKnowingItsHashOpensNothing) {
  AddInternal("first");
  AddInternal("second", "health");
  const std::string text = "the same offer";
  Upload(host().As("ana"), "first", text);
  const int64_t before = LargeObjects();
  // Ben has to bring the bytes, though they are there.
  EXPECT_EQ(Announce("ben", DocumentRequest("second", text)).held_bytes(), 0);
  EXPECT_EQ(LargeObjects(), before + 1);
  Upload(host().As("ben"), "second", text);
  EXPECT_EQ(LargeObjects(), before);
  // In the same project it is there already.
  EXPECT_TRUE(Announce("cara", DocumentRequest("first", text)).has_create_time());
}

TEST_F(DocumentsTest, AnUploadUntouchedForAWeekIsDropped) {
  AddInternal("stale");
  const auto said = DocumentRequest("stale", "abandoned text");
  ASSERT_TRUE(Append("ana", Announce("ana", said).name(), 0, "aband").ok());
  host().Advance(absl::Hours(24 * 6));
  const int64_t with_it = LargeObjects();
  Announce("cara", DocumentRequest("stale", "other"));
  EXPECT_EQ(LargeObjects(), with_it + 1);
  host().Advance(absl::Hours(24 * 2));
  Announce("cara", DocumentRequest("stale", "third"));
  EXPECT_EQ(host().AskNumber({"test.stale",
                              "SELECT count(*) FROM registry.uploads"
                              " WHERE person = 'ana' AND project = 'stale'"}),
            0);
  EXPECT_EQ(Announce("ana", said).held_bytes(), 0);
}

TEST_F(DocumentsTest, ADamagedContentIsFoundAndNotGiven) {
  AddInternal("damaged");
  const Document document = Upload(host().As("ana"), "damaged", TextOf(400'000));
  const pg::Query damaged = {"test.damaged", "SELECT count(*) FROM registry.damaged_contents()"};
  EXPECT_EQ(host().AskNumber(damaged), 0);
  host().AskNumber({"test.damage", R"sql(
    SELECT octet_length(lo_put(c.bytes, 399999, 'Z')::text)
      FROM registry.contents c JOIN registry.documents d USING (hash)
     WHERE d.project = 'damaged')sql"});
  EXPECT_EQ(host().AskNumber(damaged), 1);
  std::string content;
  EXPECT_EQ(Outcome(Read("ana", document.name(), &content)), "DATA_LOSS DOCUMENT_DAMAGED");
  EXPECT_EQ(content, "");
}

}  // namespace
}  // namespace cartera::testing
