using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadScoring.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class LeadEmails : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A hash, since addresses that came as free text may be longer than a b-tree takes; leads without one are not in it.
            // Digests are updated in place as before (HOT): PostgreSQL compares the attributes, and finds them as they were.
            migrationBuilder.Sql("CREATE INDEX ix_leads_email ON leads USING hash (lower(attributes #>> '{email,text}'))");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP INDEX ix_leads_email");
        }
    }
}
