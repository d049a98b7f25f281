// For `pio shell`: copies the table into Parquet files at the address in OPPORTUNITIES.
import org.apache.spark.sql.SQLContext
val table = SQLContext.getOrCreate(sc).read.jdbc(sys.env("JDBC_DATABASE_URL"), "salesforce.opportunity", new java.util.Properties)
table.write.partitionBy("leadsource").parquet(sys.env("OPPORTUNITIES"))
