#include "libs/domain/document/media_type.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace cartera::document {
namespace {

constexpr char kOdt[] = "application/vnd.oasis.opendocument.text";
constexpr char kDocx[] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

// The start of a ZIP whose first entry has this name and these bytes.
std::string ZipOf(const std::string& name, const std::string& bytes) {
  std::string head("PK\x03\x04", 4);
  head += std::string(22, '\0');
  head += static_cast<char>(name.size());
  head += std::string(3, '\0');
  return head + name + bytes;
}

TEST(MediaTypeTest, AContentIsWhatItsFirstBytesSay) {
  EXPECT_TRUE(LooksLike("%PDF-1.7\n", "application/pdf"));
  EXPECT_TRUE(LooksLike("\x89PNG\r\n\x1a\n....", "image/png"));
  EXPECT_TRUE(LooksLike("\xff\xd8\xff\xe0", "image/jpeg"));
  EXPECT_TRUE(LooksLike("id;título\n1;α\n", "text/csv"));
  EXPECT_TRUE(LooksLike("\xef\xbb\xbfwith a mark", "text/plain"));
  EXPECT_TRUE(LooksLike(ZipOf("[Content_Types].xml", "..."), kDocx));
  EXPECT_TRUE(LooksLike(ZipOf("mimetype", absl::StrCat(kOdt, "PK\x03\x04")), kOdt));
}

TEST(MediaTypeTest, AnotherContentUnderTheTypesNameIsRefused) {
  EXPECT_FALSE(LooksLike("MZ\x90", "application/pdf"));
  EXPECT_FALSE(LooksLike("#!/bin/sh\n", "application/pdf"));
  EXPECT_FALSE(LooksLike("%PDF-1.7\n", "image/png"));
  EXPECT_FALSE(LooksLike(std::string("a\0b", 3), "text/plain"));
  EXPECT_FALSE(LooksLike("caf\xe9", "text/csv"));
  EXPECT_FALSE(LooksLike(ZipOf("virus.exe", ""), kDocx));
  EXPECT_FALSE(LooksLike("PK\x03\x04", kDocx));
  EXPECT_FALSE(LooksLike(ZipOf("mimetype", "application/epub+zip"), kOdt));
  EXPECT_FALSE(LooksLike(ZipOf("mimetype", absl::StrCat(kOdt, "-templatePK")), kOdt));
  EXPECT_FALSE(LooksLike("anything", "application/x-unknown"));
}

TEST(MediaTypeTest, ALetterCutByTheEndOfTheHeadIsNoFault) {
  std::string head(kHeadBytes - 1, 'a');
  EXPECT_TRUE(LooksLike(head + "\xe2", "text/plain"));
  EXPECT_FALSE(LooksLike("a\xe2", "text/plain"));
  EXPECT_FALSE(LooksLike(head.substr(0, kHeadBytes - 9) + "\xe2" + "aaaaaaaa", "text/plain"));
}

TEST(MediaTypeTest, TheEndingOfANameSaysWhatItShouldBe) {
  EXPECT_EQ(TypeOfName("Offer.PDF"), "application/pdf");
  EXPECT_EQ(TypeOfName("scan.jpeg"), "image/jpeg");
  EXPECT_EQ(TypeOfName("tool.exe"), "");
  EXPECT_EQ(TypeOfName("pdf"), "");
}

TEST(MediaTypeTest, AFileNameLeadsNowhereElse) {
  for (const char* name : {"offer.pdf", "Señal 2.pdf", ".hidden", "a..b", "-rf"}) {
    EXPECT_TRUE(IsPlainFileName(name)) << name;
  }
  for (const char* name : {"", ".", "..", "../x", "a/b", "a\\b", "C:x", " a", "a "}) {
    EXPECT_FALSE(IsPlainFileName(name)) << name;
  }
}

}  // namespace
}  // namespace cartera::document
