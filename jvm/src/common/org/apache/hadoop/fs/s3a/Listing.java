package org.apache.hadoop.fs.s3a;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** A page of the objects of a bucket, as version 2 of the listing has it. */
final class Listing {
  /** The objects. */
  final List<Entry> entries = new ArrayList<>();
  /** What stands for the objects below a directory: their keys up to the slash. */
  final List<String> directories = new ArrayList<>();
  /** With what the next page is asked for; null on the last one. */
  String next;

  static final class Entry {
    final String key;
    final long size;
    final long modified;

    private Entry(Element element) {
      key = text(element, "Key");
      size = Long.parseLong(text(element, "Size"));
      modified = Instant.parse(text(element, "LastModified")).toEpochMilli();
    }
  }

  Listing(byte[] xml) throws IOException {
    for (Node node = root(xml).getFirstChild(); node != null; node = node.getNextSibling()) {
      String name = node.getNodeName();
      if (name.equals("Contents")) {
        entries.add(new Entry((Element) node));
      } else if (name.equals("CommonPrefixes")) {
        directories.add(text((Element) node, "Prefix"));
      } else if (name.equals("NextContinuationToken")) {
        next = node.getTextContent();
      }
    }
  }

  private static Element root(byte[] xml) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml)).getDocumentElement();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("the server for S3 answered with a list that cannot be read", e);
    }
  }

  private static String text(Element element, String name) {
    return element.getElementsByTagName(name).item(0).getTextContent();
  }
}
